import { classEntity } from '../../../src/features/classes/school-class.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { ClassBody } from '../../fixtures/classroom.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

const EXAM = [{ key: 'exam', name: 'Exam', weight: 100 }];

describe('a class', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const current = async ({ id }: { id: string }) => (await admin.get(`/classes/${id}`)).body as ClassBody;
  const patch = ({ id }: { id: string }, body: object, etag?: string) => admin.patch(`/classes/${id}`, body, etag);
  /** A class in which a mark was entered. */
  const aGradedClass = async () => {
    const [schoolClass, { user }] = [await school.addClass(), await school.addUser()];
    await school.enrol(schoolClass, user);
    const saved = await admin.put(`/classes/${schoolClass.id}/scores/${user.id}`, { version: 1, marks: { midterm: 7 } });
    expect(saved.status).toBe(200);
    return schoolClass;
  };

  describe('that is changed', () => {
    it('has what was given, without what was cleared, and its audit log says so', async () => {
      const schoolClass = await school.addClass({ room: 'B 204' });
      const change = { room: null, capacity: 40, credits: 4, components: EXAM, gradingScale: 'us-100', reason: 'Faculty decision' };
      const { status, body } = await patch(schoolClass, change);
      const { reason, room: _cleared, ...given } = change;
      const { room: _former, ...rest } = { ...schoolClass, ...given, version: 2 };
      expect({ status, body }).toEqual({ status: 200, body: { ...rest } });
      expect(await current(schoolClass)).toEqual(body);
      expect((await auditLogOf(school, classEntity(schoolClass.id))).at(-1)).toMatchObject({
        action: 'class.changed',
        reason,
        before: { room: 'B 204', capacity: 30, credits: 3, gradingScale: 'vn-10' },
        after: { room: null, capacity: 40, credits: 4, components: EXAM, gradingScale: 'us-100' },
      });
    });

    it('to what it is stays as it was', async () => {
      const schoolClass = await school.addClass();
      const body = { capacity: 30, room: null, lecturerId: schoolClass.lecturer.id };
      expect(await patch(schoolClass, body)).toMatchObject({ status: 200, body: schoolClass });
    });

    it.each<[object, field: string]>([
      [{ term: null }, 'term'],
      [{ code: null }, 'code'],
      [{ code: 'C 1' }, 'code'],
      [{ subjectId: 'c1d3c6c0-4a53-4f5c-9a55-6b1b5e5a3b11' }, 'subjectId'],
      [{ status: 'ARCHIVED' }, 'status'],
      [{ gradesLocked: true }, 'gradesLocked'],
      [{ capacity: null }, 'capacity'],
      [{ capacity: 501 }, 'capacity'],
      [{ lecturerId: null }, 'lecturerId'],
      [{ components: [{ key: 'exam', name: 'Exam', weight: 99 }] }, 'components'],
      [{ gradingScale: 'vn-11' }, 'gradingScale'],
      [{ credits: 4 }, 'reason'],
      [{ credits: 4, reason: ' ' }, 'reason'],
    ])('is not %j', async (change, field) => {
      const schoolClass = await school.addClass();
      const answer = await patch(schoolClass, change);
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual([field]);
    });

    it('is the version that the change is based on', async () => {
      const schoolClass = await school.addClass();
      expectProblem(await admin.send('PATCH', `/classes/${schoolClass.id}`, { room: 'A' }), 428, 'precondition_required');
      expectProblem(await patch(schoolClass, { room: 'A' }, '"7.other"'), 412, 'stale_version');
    });

    it('may have had students join meanwhile', async () => {
      const [schoolClass, { user }] = [await school.addClass({ capacity: 2 }), await school.addUser()];
      const etag = (await admin.get(`/classes/${schoolClass.id}`)).headers.get('etag')!;
      await school.enrol(schoolClass, user);
      expect(await patch(schoolClass, { capacity: 3 }, etag)).toMatchObject({ status: 200, body: { capacity: 3, enrolledCount: 1 } });
      expect(await current(schoolClass)).toMatchObject({ capacity: 3, enrolledCount: 1, version: 2 });
    });

    it('keeps a seat for each student', async () => {
      const schoolClass = await school.addClass({ capacity: 3 });
      for (const { user } of [await school.addUser(), await school.addUser()]) await school.enrol(schoolClass, user);
      expectProblem(await patch(schoolClass, { capacity: 1 }), 409, 'capacity_too_small');
      expect(await patch(schoolClass, { capacity: 2 })).toMatchObject({ status: 200, body: { capacity: 2, enrolledCount: 2 } });
    });

    it('never has more students than seats', async () => {
      const [schoolClass, ...students] = [
        await school.addClass({ capacity: 4 }),
        ...(await Promise.all([1, 2, 3, 4].map(() => school.addUser()))),
      ];
      const path = `/classes/${schoolClass.id}`;
      await Promise.all([patch(schoolClass, { capacity: 2 }), ...students.map(({ user }) => admin.put(`${path}/students/${user.id}`))]);
      const { capacity, enrolledCount } = await current(schoolClass);
      expect(enrolledCount).toBeLessThanOrEqual(capacity);
      expect(await admin.walk(`${path}/students`, 100)).toHaveLength(enrolledCount);
    });

    it('is graded as it was once a mark was entered', async () => {
      const graded = await aGradedClass();
      for (const change of [{ components: EXAM }, { gradingScale: 'us-100' }])
        expectProblem(await patch(graded, change), 409, 'grading_started');
      expect(await patch(graded, { room: 'A', credits: 4, reason: 'Decision' })).toMatchObject({
        status: 200,
        body: { gradingStarted: true },
      });
    });

    it('is graded as it was while a component is published', async () => {
      const schoolClass = await school.addClass();
      const turn = (what: string) => admin.post(`/classes/${schoolClass.id}/components/final/${what}`);
      expect((await turn('publish')).status).toBe(200);
      expectProblem(await patch(schoolClass, { components: EXAM }), 409, 'grading_started');
      expect((await turn('unpublish')).status).toBe(200);
      expect(await patch(schoolClass, { components: EXAM })).toMatchObject({ status: 200, body: { components: EXAM } });
    });
  });

  describe('that is handed over', () => {
    it('opens a relation of the next lecturer, and closes one of the former', async () => {
      const [from, to] = [await school.addLecturer(), await school.addLecturer({ givenName: 'Châu' })];
      const schoolClass = await school.addClass({ lecturerId: from.user.id });
      const { body } = await patch(schoolClass, { lecturerId: to.user.id });
      expect(body).toMatchObject({ lecturer: { id: to.user.id, givenName: 'Châu' }, version: 2 });
      expect([await school.openRelations(from.user), await school.openRelations(to.user)]).toEqual([0, 1]);
    });

    it('by two admins at once goes to one, and relations add up', async () => {
      const [from, ...rivals] = [await school.addLecturer(), await school.addLecturer(), await school.addLecturer()];
      const schoolClass = await school.addClass({ lecturerId: from.user.id });
      const etag = (await admin.get(`/classes/${schoolClass.id}`)).headers.get('etag')!;
      const answers = await Promise.all(rivals.map(({ user }) => patch(schoolClass, { lecturerId: user.id }, etag)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
      const { lecturer } = await current(schoolClass);
      expect(await school.openRelations(from.user)).toBe(0);
      for (const { user } of rivals) expect(await school.openRelations(user)).toBe(user.id === lecturer.id ? 1 : 0);
    });

    it('cannot be given to a user who cannot teach', async () => {
      const schoolClass = await school.addClass();
      const [student, disabled] = [await school.addUser(), await school.addLecturer({ status: 'DISABLED' })];
      const answer = await patch(schoolClass, { lecturerId: student.user.id });
      expectProblem(answer, 422, 'unknown_reference');
      expect(fieldsOf(answer)).toEqual(['lecturerId']);
      expectProblem(await patch(schoolClass, { lecturerId: disabled.user.id }), 409, 'lecturer_unavailable');
      expect(await current(schoolClass)).toEqual(schoolClass);
    });
  });

  it('has the new name of its subject while it is active, and what it was made with', async () => {
    const { id: subjectId } = await school.addSubject();
    const [active, archived] = [await school.addClass({ subjectId }), await school.addClass({ subjectId })];
    await admin.post(`/classes/${archived.id}/archive`);
    const before = await current(archived);
    await admin.patch(`/subjects/${subjectId}`, { name: 'Analysis', credits: 9, components: EXAM, gradingScale: 'us-100' });
    expect(await current(active)).toEqual({ ...active, subject: { ...active.subject, name: 'Analysis' } });
    expect(await current(archived)).toEqual(before);
  });
});
