import { randomUUID } from 'node:crypto';
import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

const COMPONENTS = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final exam', weight: 60 },
];

describe('moving a student', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const open = async (target: object = {}): Promise<{ from: Classroom; to: Classroom; student: SignedInUser }> => {
    const subject = await school.addSubject({ components: COMPONENTS, repeatable: undefined });
    const from = await school.addClassroom({ students: 1, subjectId: subject.id });
    const to = await school.addClassroom({ students: 0, subjectId: subject.id, ...target });
    return { from, to, student: from.students[0]! };
  };
  const move = (from: Classroom, to: { schoolClass: { id: string } }, { user }: SignedInUser, body: object = {}, by = admin) =>
    by.post(`${from.path}/students/${user.id}/move`, { toClassId: to.schoolClass.id, ...body });
  const remove = (room: Classroom, { user }: SignedInUser) => admin.delete(`${room.path}/students/${user.id}?as=withdrawn&reason=Left`);
  const classesOf = async ({ client }: SignedInUser) => {
    const { terms } = (await client.get('/me/transcript')).body as { terms: { classes: { classId: string; status: string }[] }[] };
    return terms.flatMap(({ classes }) => classes.map(({ status }) => status));
  };

  it('takes the marks along, and shows what the new class has published', async () => {
    const { from, to, student } = await open();
    await from.mark(student, { midterm: 7, final: 9 });
    for (const key of ['midterm', 'final']) await from.publish(key);
    const answer = await move(from, to, student);
    expect(answer).toMatchObject({ status: 200, body: { studentId: student.user.id } });
    expect(await to.row(student)).toMatchObject({
      marks: { midterm: 7, final: 9 },
      result: { value: 8.2 },
      movedFrom: from.schoolClass.id,
      version: 3,
    });
    expect(await from.rows()).toEqual([]);
    expect((await student.client.get(from.path)).status).toBe(404);
    expect(await classesOf(student)).toEqual(['IN_PROGRESS']);
    expect(JSON.stringify((await to.ownScores(student)).body)).not.toContain('"mark"');
    for (const key of ['midterm', 'final']) await to.publish(key);
    expect(await classesOf(student)).toEqual(['COMPLETED']);
    expect((await admin.get(from.path)).body).toMatchObject({ enrolledCount: 0 });
    expect((await admin.get(to.path)).body).toMatchObject({ enrolledCount: 1, gradingStarted: true });
    expect(await school.openRelations(student.user)).toBe(1);
  });

  it('keeps the history of the marks, and tells both audit logs', async () => {
    const { from, to, student } = await open();
    await from.mark(student, { midterm: 7 });
    await move(from, to, student, { reason: 'Works on Tuesdays' });
    await to.mark(student, { midterm: 8 });
    expect((await to.history(student)).body).toMatchObject({
      items: [
        { from: 7, to: 8 },
        { from: null, to: 7 },
      ],
    });
    expectProblem(await from.history(student), 404, 'enrolment_not_found');
    for (const { schoolClass } of [from, to]) {
      const entity = enrolmentEntity({ classId: schoolClass.id, studentId: student.user.id });
      expect(await auditLogOf(school, entity)).toContainEqual(
        expect.objectContaining({
          action: 'enrolment.moved',
          before: { classId: from.schoolClass.id },
          after: { classId: to.schoolClass.id },
          reason: 'Works on Tuesdays',
        }),
      );
    }
  });

  it('happens once, however often it is sent', async () => {
    const { from, to, student } = await open();
    const answers = await Promise.all(Array.from({ length: 4 }, () => move(from, to, student)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await move(from, to, student)).status).toBe(200);
    expect((await admin.get(to.path)).body).toMatchObject({ enrolledCount: 1 });
  });

  it.each<[string, object, string[]]>([
    [
      'other weights',
      {
        components: [
          { ...COMPONENTS[0], weight: 50 },
          { ...COMPONENTS[1], weight: 50 },
        ],
      },
      ['components.midterm', 'components.final'],
    ],
    [
      'another component',
      { components: [COMPONENTS[0], { key: 'project', name: 'Project', weight: 60 }] },
      ['components.final', 'components.project'],
    ],
    ['another scale', { gradingScale: 'us-100' }, ['gradingScale']],
  ])('with marks is refused by a class with %s', async (_what, grading, fields) => {
    const { from, to, student } = await open();
    await admin.patch(to.path, grading);
    await from.mark(student, { midterm: 7 });
    const refused = await move(from, to, student);
    expectProblem(refused, 409, 'components_differ');
    expect(fieldsOf(refused)).toEqual(fields);
    expect(await from.row(student)).toMatchObject({ marks: { midterm: 7 } });
    await from.mark(student, { midterm: null });
    expect((await move(from, to, student)).status).toBe(200);
  });

  it('is refused by a class of another subject or term, a full one, the same one, and one that does not exist', async () => {
    const { from, student } = await open();
    const [other, next] = [await school.addClassroom({ students: 0 }), (await open({ term: await school.addTerm() })).to];
    for (const target of [other, next]) expectProblem(await move(from, target, student), 409, 'other_subject');
    // Also if the student takes the other subject.
    await school.enrol(other.schoolClass, student.user);
    expectProblem(await move(from, other, student), 409, 'other_subject');
    const same = await move(from, from, student);
    expect([same.status, ...fieldsOf(same)]).toEqual([400, 'toClassId']);
    expectProblem(await move(from, { schoolClass: { id: randomUUID() } }, student), 422, 'unknown_reference');
    const full = await open({ capacity: 1 });
    await admin.put(`${full.to.path}/students/${(await school.addUser()).user.id}`);
    expectProblem(await move(full.from, full.to, full.student), 409, 'class_full');
  });

  it('is refused for a student who is not enrolled here, or enrolled or marked there', async () => {
    const { from, to, student } = await open();
    expectProblem(await move(to, from, student), 404, 'enrolment_not_found');
    await remove(from, student);
    expectProblem(await move(from, to, student), 409, 'not_enrolled');
    await admin.put(`${to.path}/students/${student.user.id}`);
    await to.mark(student, { midterm: 5 });
    await admin.put(`${from.path}/students/${student.user.id}`, { reason: 'Both' });
    expectProblem(await move(from, to, student), 409, 'already_enrolled');
    await remove(to, student);
    expectProblem(await move(from, to, student), 409, 'row_has_marks');
  });

  it.each(['from', 'to'] as const)('needs a reason under a lock, and an active class: %s', async (which) => {
    const { student, ...rooms } = await open();
    await rooms[which].lock();
    const refused = await move(rooms.from, rooms.to, student);
    expectProblem(refused, 400, 'validation_failed');
    expect(refused.body).toMatchObject({ errors: [{ field: 'reason', message: 'is required because the gradebook is locked.' }] });
    await rooms[which].archive();
    expectProblem(await move(rooms.from, rooms.to, student, { reason: 'Why' }), 409, 'class_archived');
    await admin.post(`${rooms[which].path}/unarchive`, { reason: 'Too early' });
    expect((await move(rooms.from, rooms.to, student, { reason: 'Why' })).status).toBe(200);
  });

  it.each([{ toClassId: undefined }, { toClassId: null }, { toClassId: 'x' }, { reason: '' }, { as: 'dropped' }])(
    'takes no %j',
    async (body) => {
      const { from, to, student } = await open();
      expectProblem(await move(from, to, student, body), 400, 'validation_failed');
    },
  );

  it('is for admins only', async () => {
    const { from, to, student } = await open();
    for (const by of [from.lecturer, student.client]) expectProblem(await move(from, to, student, {}, by), 403, 'forbidden');
  });
});
