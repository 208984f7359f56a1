import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anEntry } from '../../fixtures/builders.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Transcript {
  terms: { classes: { status: string }[] }[];
}

describe('dropping a student', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  /** A class in a term of a century, with deadlines. */
  const open = async (dropDeadline?: string, withdrawDeadline?: string): Promise<{ room: Classroom; student: SignedInUser }> => {
    const term = await school.addTerm({ startDate: '2000-01-01', dropDeadline, withdrawDeadline });
    const room = await school.addClassroom({ students: 1, term });
    return { room, student: room.students[0]! };
  };
  const [FUTURE, PAST] = ['2099-01-01', '2000-02-01'];
  const remove = ({ path }: Classroom, { user }: SignedInUser, query = '', by = admin) => by.delete(`${path}/students/${user.id}${query}`);
  const actionsOn = async ({ schoolClass }: Classroom, { user }: SignedInUser) =>
    (await auditLogOf(school, enrolmentEntity({ classId: schoolClass.id, studentId: user.id }))).map(({ action }) => action);
  const linesOf = async ({ client }: SignedInUser) => {
    const { terms } = (await client.get('/me/transcript')).body as Transcript;
    return terms.flatMap(({ classes }) => classes.map(({ status }) => status));
  };

  it.each([
    ['until the drop deadline', FUTURE, '', []],
    ['as a withdrawal after the drop deadline', PAST, '', ['WITHDRAWN']],
    ['in a term without a drop deadline', undefined, '', []],
    ['if requested, after the drop deadline', PAST, '?as=dropped', []],
    ['if requested, in a term without a drop deadline', undefined, '?as=dropped', []],
    ['as a withdrawal if requested, in a term without a drop deadline', undefined, '?as=withdrawn', ['WITHDRAWN']],
    ['as a withdrawal if requested', FUTURE, '?as=withdrawn', ['WITHDRAWN']],
  ])('happens %s', async (_when, deadline, query, lines) => {
    const { room, student } = await open(deadline);
    expect((await remove(room, student, query)).status).toBe(204);
    expect(await linesOf(student)).toEqual(lines);
    expect(await actionsOn(room, student)).toEqual([
      'enrolment.enrolled',
      lines.length === 0 ? 'enrolment.dropped' : 'enrolment.withdrawn',
    ]);
    expect((await student.client.get(room.path)).status).toBe(404);
    expect(await school.openRelations(student.user)).toBe(0);
    expect((await admin.get(room.path)).body).toMatchObject({ enrolledCount: 0 });
  });

  it('is a withdrawal by default once a component is published, in a term without a drop deadline', async () => {
    const { room, student } = await open();
    await room.publish('midterm');
    expect((await remove(room, student, '?reason=Left')).status).toBe(204);
    expect(await linesOf(student)).toEqual(['WITHDRAWN']);
  });

  it('leaves no trace of marks, which come back with the student', async () => {
    const { room, student } = await open(FUTURE);
    const [other] = await school.addUsers(1);
    await admin.put(`${room.path}/students/${other!.user.id}`);
    await room.mark(student, { midterm: 7, final: 9 });
    await room.mark(other!, { midterm: 5, final: 5 });
    expect((await remove(room, student)).status).toBe(204);
    expect((await remove(room, student)).status).toBe(204);

    expect((await room.rows()).map(({ studentId }) => studentId)).toEqual([other!.user.id]);
    expect((await admin.get(`${room.path}/scores`)).body).toMatchObject({ statistics: { count: 1 } });
    expect((await room.exportFile()).body).not.toContain(student.user.code);
    for (const key of ['midterm', 'final']) await room.publish(key);
    expect(await linesOf(student)).toEqual([]);
    expect((await student.client.get('/me/transcript')).body).toMatchObject({ gpa: null, creditsAttempted: 0 });
    expect((await student.client.get(`${room.path}/scores/me`)).status).toBe(404);
    expect((await room.history(student)).body).toMatchObject({ items: [{ component: 'midterm' }, { component: 'final' }] });
    expectProblem(await room.save(student, { version: 3, marks: { final: 1 } }), 409, 'not_enrolled');
    expectProblem(await remove(room, student, '?as=withdrawn'), 409, 'not_enrolled');

    expect((await admin.put(`${room.path}/students/${student.user.id}`)).status).toBe(200);
    expect(await room.row(student)).toMatchObject({ status: 'ENROLLED', marks: { midterm: 7, final: 9 } });
    expect(await linesOf(student)).toEqual(['COMPLETED']);
    expect(await actionsOn(room, student)).toEqual(['enrolment.enrolled', 'marks.changed', 'enrolment.dropped', 'enrolment.enrolled']);
  });

  it('corrects a withdrawal', async () => {
    const { room, student } = await open();
    await remove(room, student, '?as=withdrawn');
    expect(await linesOf(student)).toEqual(['WITHDRAWN']);
    expect((await remove(room, student, '?as=dropped')).status).toBe(204);
    expect(await linesOf(student)).toEqual([]);
    expectProblem(await remove(room, student, '?as=dropped'), 404, 'enrolment_not_found');
  });

  it.each<[string, (room: Classroom) => Promise<unknown>]>([
    ['a publication', (room) => room.publish('midterm')],
    ['a lock', (room) => room.lock()],
  ])('needs a reason after %s', async (_what, happens) => {
    const { room, student } = await open(FUTURE);
    await happens(room);
    const refused = await remove(room, student);
    expectProblem(refused, 400, 'validation_failed');
    expect(fieldsOf(refused)).toEqual(['reason']);
    expect((await remove(room, student, '?reason=Wrong%20section')).status).toBe(204);
    expect(await linesOf(student)).toEqual([]);
  });

  describe('by POST', () => {
    const post = ({ path }: Classroom, { user }: SignedInUser, body: object = {}, by = admin) =>
      by.post(`${path}/students/${user.id}/remove`, body);

    it.each([
      [{}, FUTURE, []],
      [{}, PAST, ['WITHDRAWN']],
      [{ as: 'dropped' }, PAST, []],
      [{ as: 'withdrawn' }, FUTURE, ['WITHDRAWN']],
      [{ as: 'withdrawn', reason: 'Left' }, undefined, ['WITHDRAWN']],
    ])('decides by %j and the deadline %s', async (body, deadline, lines) => {
      const { room, student } = await open(deadline);
      expect((await post(room, student, body)).status).toBe(204);
      expect(await linesOf(student)).toEqual(lines);
      expect(await school.openRelations(student.user)).toBe(0);
    });

    it('records the reason', async () => {
      const { room, student } = await open(FUTURE);
      await room.publish('midterm');
      expect(fieldsOf(await post(room, student))).toEqual(['reason']);
      expect((await post(room, student, { reason: 'Wrong section' })).status).toBe(204);
      const entity = enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id });
      expect((await auditLogOf(school, entity)).at(-1)).toMatchObject({ action: 'enrolment.dropped', reason: 'Wrong section' });
    });

    it.each([{ as: 'DROPPED' }, { as: null }, { reason: '' }, { reason: 7 }, { why: 'x' }, []])('takes no %j', async (body) => {
      const { room, student } = await open();
      expectProblem(await post(room, student, body), 400, 'validation_failed');
      expect(await room.row(student)).toMatchObject({ status: 'ENROLLED' });
    });

    it('is not possible for lecturers and students', async () => {
      const { room, student } = await open(FUTURE);
      for (const by of [room.lecturer, student.client]) expectProblem(await post(room, student, {}, by), 403, 'forbidden');
    });

    it('is not possible for a student who never was in the class', async () => {
      const { room } = await open(FUTURE);
      expectProblem(await post(room, await school.addUser()), 404, 'enrolment_not_found');
    });
  });

  describe('after the withdraw deadline', () => {
    it.each(['', '?as=dropped', '?as=withdrawn'])('needs a reason, with %j', async (query) => {
      const { room, student } = await open(PAST, PAST);
      const refused = await remove(room, student, query);
      expectProblem(refused, 400, 'validation_failed');
      expect(refused.body).toMatchObject({
        errors: [{ field: 'reason', message: 'is required because the withdraw deadline of the term has passed.' }],
      });
      expect(await room.row(student)).toMatchObject({ status: 'ENROLLED' });
      expect((await remove(room, student, `${query || '?'}&reason=Ill`)).status).toBe(204);
      expect(await linesOf(student)).toEqual(query === '?as=dropped' ? [] : ['WITHDRAWN']);
    });

    it('is a withdrawal by default, also in a term without a drop deadline', async () => {
      const { room, student } = await open(undefined, PAST);
      expect((await remove(room, student, '?reason=Ill')).status).toBe(204);
      expect(await linesOf(student)).toEqual(['WITHDRAWN']);
    });

    it('needs a reason to drop a withdrawn student', async () => {
      const { room, student } = await open(PAST, PAST);
      await remove(room, student, '?reason=Ill');
      expect(fieldsOf(await remove(room, student, '?as=dropped'))).toEqual(['reason']);
    });
  });

  it('needs no reason until the withdraw deadline', async () => {
    const { room, student } = await open(PAST, FUTURE);
    expect((await remove(room, student)).status).toBe(204);
    expect(await linesOf(student)).toEqual(['WITHDRAWN']);
  });

  it('is not possible in an archived class', async () => {
    const { room, student } = await open(FUTURE);
    await room.archive();
    expectProblem(await remove(room, student, '?as=dropped'), 409, 'class_archived');
  });

  it('is not possible for lecturers and students', async () => {
    const { room, student } = await open(FUTURE);
    for (const by of [room.lecturer, student.client]) expectProblem(await remove(room, student, '?as=dropped', by), 403, 'forbidden');
    expect(await linesOf(student)).toEqual(['IN_PROGRESS']);
  });

  it.each(['?as=', '?as=DROPPED', '?as=enrolled', '?as=dropped&as=dropped'])('takes no %s', async (query) => {
    const { room, student } = await open();
    expectProblem(await remove(room, student, query), 400, 'validation_failed');
    expect(await room.row(student)).toMatchObject({ status: 'ENROLLED' });
  });

  it('lets a class be deleted that had no other students', async () => {
    const { room, student } = await open(FUTURE);
    expectProblem(await admin.delete(room.path), 409, 'class_had_students');
    await remove(room, student);
    expect((await admin.delete(room.path)).status).toBe(204);
    expect((await admin.get(room.path)).status).toBe(404);
    expect(await linesOf(student)).toEqual([]);
  });

  it('hides the transcript of a lecturer who was only dropped as a student', async () => {
    const { room, student } = await open(FUTURE);
    await room.mark(student, { midterm: 7 });
    await remove(room, student);
    const before = await school.profileOf(student.user.id);
    await school.users.change(before, { ...before, role: 'LECTURER', version: before.version + 1 }, { audit: anEntry() });
    expectProblem(await admin.get(`/students/${student.user.id}/transcript`), 404, 'student_not_found');
  });
});
