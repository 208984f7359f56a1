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

  describe('in a second class of a subject and term', () => {
    const sections = async (repeatable?: boolean) => {
      const subject = await school.addSubject({ repeatable });
      const [one, other] = await Promise.all([1, 2].map(() => school.addClass({ subjectId: subject.id })));
      return { subject, one: one!, other: other! };
    };

    it('is refused, alone and in a list, and possible with a reason', async () => {
      const [{ one, other }, student] = [await sections(), await school.addUser()];
      expect((await put(one, student)).status).toBe(200);
      expectProblem(await put(other, student), 409, 'subject_taken');
      const list = { students: [{ id: student.user.id }] };
      for (const query of ['', '?dryRun=true']) {
        const { body } = await admin.post(`/classes/${other.id}/students${query}`, list);
        expect(body).toMatchObject({ results: [{ outcome: 'error', error: { code: 'subject_taken' } }] });
      }
      expect((await put(other, student, { reason: 'Repeats the laboratory' })).status).toBe(200);
      expect(await entryOf(other, student)).toMatchObject({ after: { status: 'ENROLLED' }, reason: 'Repeats the laboratory' });
    });

    it('is possible after the student left the first', async () => {
      const [{ one, other }, student] = [await sections(), await school.addUser()];
      await put(one, student);
      await admin.delete(`/classes/${one.id}/students/${student.user.id}`);
      expect((await put(other, student)).status).toBe(200);
      expectProblem(await put(one, student), 409, 'subject_taken');
    });

    it('is refused while the first is archived', async () => {
      const [{ one, other }, student] = [await sections(), await school.addUser()];
      await put(one, student);
      await admin.post(`/classes/${one.id}/archive?anyway=true`, { reason });
      expectProblem(await put(other, student), 409, 'subject_taken');
    });

    it('is possible in a repeatable subject, also in classes that were there before', async () => {
      const [{ subject, one, other }, student] = [await sections(), await school.addUser()];
      expect((await admin.get(`/subjects/${subject.id}`)).body).toMatchObject({ repeatable: false });
      await put(one, student);
      expect((await admin.patch(`/subjects/${subject.id}`, { repeatable: true })).body).toMatchObject({ repeatable: true });
      expect((await put(other, student)).status).toBe(200);
      await admin.patch(`/subjects/${subject.id}`, { repeatable: false });
      const third = await school.addClass({ subjectId: subject.id });
      expectProblem(await put(third, student), 409, 'subject_taken');
    });

    it('takes only true or false as repeatable', async () => {
      const { subject } = await sections();
      for (const repeatable of ['true', null, 1]) {
        expectProblem(await admin.patch(`/subjects/${subject.id}`, { repeatable }), 400, 'validation_failed');
      }
    });
  });

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
