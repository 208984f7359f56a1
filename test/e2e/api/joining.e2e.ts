import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

describe('enrolling one student', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const put = ({ id }: { id: string }, { user }: SignedInUser, body?: object, by = admin) =>
    by.send('PUT', `/classes/${id}/students/${user.id}`, body);
  const reason = 'Needs the class to graduate';
  const entryOf = async ({ id: classId }: { id: string }, { user }: SignedInUser) =>
    (await auditLogOf(school, enrolmentEntity({ classId, studentId: user.id }))).at(-1);

  describe('with a seat of their own', () => {
    const full = async () => (await school.addClassroom({ students: 1, capacity: 1 })).schoolClass;

    it('adds one person to a full class, with the reason in the audit log', async () => {
      const [schoolClass, student] = [await full(), await school.addUser()];
      expect((await put(schoolClass, student, { overload: true, reason })).status).toBe(200);
      expect((await admin.get(`/classes/${schoolClass.id}`)).body).toMatchObject({ capacity: 2, enrolledCount: 2, extraSeats: 1 });
      expect(await entryOf(schoolClass, student)).toMatchObject({
        action: 'enrolment.enrolled',
        after: { status: 'ENROLLED', overload: true },
        reason,
      });
      expectProblem(await put(schoolClass, await school.addUser()), 409, 'class_full');
      await admin.delete(`/classes/${schoolClass.id}/students/${student.user.id}`);
      const { body } = await admin.get(`/classes/${schoolClass.id}`);
      expect(body).toMatchObject({ capacity: 1, enrolledCount: 1 });
      expect(body).not.toHaveProperty('extraSeats');
      expectProblem(await put(schoolClass, await school.addUser()), 409, 'class_full');
    });

    it('takes a free seat if there is one', async () => {
      const [schoolClass, student] = [await school.addClass({ capacity: 1 }), await school.addUser()];
      expect((await put(schoolClass, student, { overload: true, reason })).status).toBe(200);
      expect((await admin.get(`/classes/${schoolClass.id}`)).body).toMatchObject({ capacity: 1, enrolledCount: 1, version: 1 });
      expect((await entryOf(schoolClass, student))?.after).toEqual({ status: 'ENROLLED' });
    });

    it('adds as many seats as are missing, if several are enrolled at once', async () => {
      const [schoolClass, students] = [await school.addClass({ capacity: 2 }), await school.addUsers(4)];
      const answers = await Promise.all(students.map((student) => put(schoolClass, student, { overload: true, reason })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect((await admin.get(`/classes/${schoolClass.id}`)).body).toMatchObject({ capacity: 4, enrolledCount: 4, extraSeats: 2 });
    });

    it('needs a reason', async () => {
      const [schoolClass, student] = [await full(), await school.addUser()];
      const answer = await put(schoolClass, student, { overload: true });
      expectProblem(answer, 400, 'validation_failed');
      expect(answer.body).toMatchObject({ errors: [{ field: 'reason', message: 'is required if you add a seat to a full class.' }] });
      expectProblem(await put(schoolClass, student, { overload: false }), 409, 'class_full');
      expectProblem(await put(schoolClass, student, { reason }), 409, 'class_full');
    });

    it.each([{ overload: 'true' }, { overload: null }, { overload: 1 }, { overload: true, reason: ' ' }])('takes no %j', async (body) => {
      const answer = await put(await full(), await school.addUser(), { reason, ...body });
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([body.reason === ' ' ? 'reason' : 'overload']);
    });

    it('is for admins only', async () => {
      const [schoolClass, student] = [await full(), await school.addUser()];
      for (const by of [school.defaults.lecturer.client, student.client]) {
        expectProblem(await put(schoolClass, student, { overload: true, reason }, by), 403, 'forbidden');
      }
    });

    it('is not needed any more after the capacity was changed', async () => {
      const [schoolClass, student] = [await full(), await school.addUser()];
      await put(schoolClass, student, { overload: true, reason });
      const path = `/classes/${schoolClass.id}`;
      expectProblem(await admin.patch(path, { capacity: 1 }), 409, 'capacity_too_small');
      expect((await admin.patch(path, { capacity: 3 })).body).not.toHaveProperty('extraSeats');
      await admin.delete(`${path}/students/${student.user.id}`);
      expect((await admin.get(path)).body).toMatchObject({ capacity: 3, enrolledCount: 1 });
    });
  });
});
