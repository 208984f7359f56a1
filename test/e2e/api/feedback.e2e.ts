import { randomUUID } from 'node:crypto';
import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { Database, present } from '../../../src/persistence/dynamodb/driver/database.js';
import { expression } from '../../../src/persistence/dynamodb/driver/expression.js';
import { toFeedbackItem } from '../../../src/persistence/dynamodb/schema/feedback-item.js';
import { keys } from '../../../src/persistence/dynamodb/schema/keys.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

interface Feedback {
  component: string;
  text: string | null;
}

const TEXT = 'Well argued.\nQuestion 3 lacks a proof.';

function expectInvalid(answer: Answer, ...fields: string[]): void {
  expectProblem(answer, 400, 'validation_failed');
  expect(fieldsOf(answer)).toEqual(fields);
}

describe('feedback on marks', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
  });
  afterAll(() => school.close());

  const save = async (
    room: Classroom,
    student: SignedInUser,
    body: { marks?: object; feedback?: Feedback[] },
    by?: Client,
  ): Promise<Answer> => room.save(student, { version: (await room.row(student)).version, ...body }, by);
  const give = async (room: Classroom, student: SignedInUser, text: string | null = TEXT, component = 'midterm') => {
    const { status, body } = await save(room, student, { feedback: [{ component, text }] });
    expect({ status, body }).toMatchObject({ status: 200 });
    return body as { version: number };
  };
  const rowOf = async (room: Classroom, { user }: SignedInUser) =>
    (await room.lecturer.get(`${room.path}/scores/${user.id}`)).body as object;
  const seenBy = async (room: Classroom, student: SignedInUser) => {
    const { components } = (await room.ownScores(student)).body as { components: { key: string; feedback?: string }[] };
    return components.flatMap(({ key, feedback }) => (feedback === undefined ? [] : [[key, feedback]]));
  };

  it('is saved with marks or alone, and read by row or by component', async () => {
    const room = await school.addClassroom({ students: 2 });
    const [one, other] = room.students as [SignedInUser, SignedInUser];
    const saved = await save(room, one, { marks: { midterm: 7 }, feedback: [{ component: 'midterm', text: `  ${TEXT} ` }] });
    expect(saved).toMatchObject({ status: 200, body: { marks: { midterm: 7 }, feedbackOn: ['midterm'], version: 2 } });
    expect(await give(room, one, 'See me.', 'final')).toMatchObject({ feedbackOn: ['midterm', 'final'], version: 3 });
    expect(await rowOf(room, one)).toMatchObject({
      feedback: [
        { component: 'midterm', text: TEXT },
        { component: 'final', text: 'See me.' },
      ],
    });
    await give(room, other, 'Good.', 'final');
    const { rows } = (await room.lecturer.get(`${room.path}/scores?feedback=final`)).body as {
      rows: { studentId: string; feedback?: object[] }[];
    };
    expect(new Map(rows.map(({ studentId, feedback }) => [studentId, feedback]))).toEqual(
      new Map([
        [one.user.id, [{ component: 'final', text: 'See me.' }]],
        [other.user.id, [{ component: 'final', text: 'Good.' }]],
      ]),
    );
    expect(JSON.stringify(await room.rows())).not.toContain('Good.');
  });

  it('is in the order of the components of the class, in the row and in the own data', async () => {
    const components = ['zeta', 'mid', 'essay', 'alpha'].map((key) => ({ key, name: key, weight: 25 }));
    const { id: subjectId } = await school.addSubject({ components });
    const room = await school.addClassroom({ students: 1, subjectId });
    const [student] = room.students as [SignedInUser];
    for (const key of ['essay', 'zeta', 'alpha', 'mid']) await give(room, student, `On ${key}.`, key);
    for (const { key } of components) await room.publish(key);
    const inOrder = components.map(({ key }) => ({ component: key, text: `On ${key}.` }));
    expect(await rowOf(room, student)).toMatchObject({ feedback: inOrder });
    const { enrolments } = (await student.client.get('/me/export')).body as { enrolments: { feedback: object[] }[] };
    expect(enrolments.map(({ feedback }) => feedback)).toEqual([inOrder]);
  });

  it('is removed with null, and a row without any names none', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await give(room, student);
    expect(await give(room, student, null)).not.toHaveProperty('feedbackOn');
    expect(await rowOf(room, student)).not.toHaveProperty('feedback');
    expect(await give(room, student, null)).toMatchObject({ version: 3 });
  });

  it('is seen by its student once the component is published, in the class and in the own data', async () => {
    const room = await school.addClassroom({ students: 2 });
    const [student, classmate] = room.students as [SignedInUser, SignedInUser];
    await give(room, student);
    await give(room, student, 'Hidden.', 'final');
    expect(await seenBy(room, student)).toEqual([]);
    await room.publish('midterm');
    expect(await seenBy(room, student)).toEqual([['midterm', TEXT]]);
    expect(await seenBy(room, classmate)).toEqual([]);
    const own = async ({ client }: SignedInUser) => JSON.stringify((await client.get('/me/export')).body);
    expect(await own(student)).toContain(JSON.stringify(TEXT));
    expect(await own(student)).not.toContain('Hidden.');
    expect(await own(classmate)).not.toContain(JSON.stringify(TEXT));
    await room.unpublish('midterm');
    expect(await seenBy(room, student)).toEqual([]);
  });

  it('is saved for many students at once, each with an outcome', async () => {
    const room = await school.addClassroom({ students: 3 });
    const rows = (await room.rows()).map(({ studentId, version }, index) => ({
      ...{ studentId, version, marks: { midterm: 5 } },
      feedback: [
        { component: 'midterm', text: `No. ${index}` },
        { component: 'final', text: TEXT },
      ],
    }));
    const outcomes = async () => {
      const { results } = (await room.saveMany({ rows })).body as { results: { outcome: string; row: { feedbackOn: string[] } }[] };
      return [...new Set(results.map(({ outcome, row }) => `${outcome} ${row.feedbackOn.join()}`))];
    };
    expect(await outcomes()).toEqual(['saved midterm,final']);
    expect(await outcomes()).toEqual(['unchanged midterm,final']);
    rows[0]!.feedback[0]!.text = 'Another one';
    expect(await outcomes()).toEqual(['stale midterm,final', 'unchanged midterm,final']);
  });

  it('is never lost between two who write it', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    const send = (text: string) => room.save(student, { version: 1, marks: {}, feedback: [{ component: 'midterm', text }] });
    const answers = await Promise.all([send('One.'), send('Two.')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const kept = answers[0].status === 200 ? 'One.' : 'Two.';
    expect(await rowOf(room, student)).toMatchObject({ version: 2, feedback: [{ component: 'midterm', text: kept }] });
  });

  it('is saved once if the same request is sent twice', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    const send = () => room.save(student, { version: 1, marks: { midterm: 7 }, feedback: [{ component: 'midterm', text: TEXT }] });
    expect((await Promise.all([send(), send()])).map(({ status, body }) => [status, (body as { version: number }).version])).toEqual([
      [200, 2],
      [200, 2],
    ]);
  });

  it('leaves an audit entry that says on what, but not the text', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await give(room, student);
    await save(room, student, { marks: { midterm: 7 }, feedback: [{ component: 'midterm', text: null }] });
    const entity = enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id });
    const log = await auditLogOf(school, entity);
    expect(log.slice(-2)).toMatchObject([
      { action: 'feedback.changed', before: { feedback: [] }, after: { feedback: ['midterm'] } },
      { action: 'marks.changed', before: { feedback: ['midterm'] }, after: { marks: { midterm: 7 }, feedback: [] } },
    ]);
    expect(JSON.stringify(log)).not.toContain('Well argued');
    expect((await room.history(student)).body).toMatchObject({ items: [{ component: 'midterm', to: 7 }] });
  });

  it('moves with its student', async () => {
    const { id: subjectId } = await school.addSubject();
    const from = await school.addClassroom({ students: 1, subjectId });
    const to = await school.addClassroom({ students: 0, subjectId });
    const [student] = from.students as [SignedInUser];
    await give(from, student);
    const move = (room: Classroom, toClassId: string) => school.admin.post(`${room.path}/students/${student.user.id}/move`, { toClassId });
    expect((await move(from, to.schoolClass.id)).status).toBe(200);
    expect(await rowOf(to, student)).toMatchObject({ feedback: [{ component: 'midterm', text: TEXT }] });
    expect((await school.admin.get(`${from.path}/scores?feedback=midterm`)).body).toMatchObject({ rows: [] });
    await give(to, student, 'Better.');
    expect((await move(to, from.schoolClass.id)).status).toBe(200);
    expect(await rowOf(from, student)).toMatchObject({ feedback: [{ component: 'midterm', text: 'Better.' }] });
  });

  it('counts as work on the class: a dropped row stays, and components do not change', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await give(room, student);
    const components = [{ key: 'essay', name: 'Essay', weight: 100 }];
    expectProblem(await school.admin.patch(room.path, { components }), 409, 'grading_started');
    const path = `${room.path}/students/${student.user.id}`;
    expect((await school.admin.post(`${path}/remove`, { as: 'dropped' })).status).toBe(204);
    expect((await school.admin.put(path, {})).status).toBe(200);
    expect(await rowOf(room, student)).toMatchObject({ feedback: [{ component: 'midterm', text: TEXT }] });
  });

  it('that an earlier version left behind when it deleted the row is not of the new row, and is replaced', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await give(room, student, 'Of the deleted row.');
    const database = school.get(Database);
    const key = keys.enrolment(room.schoolClass.id, student.user.id);
    await database.transact([database.update('scores', key, expression`SET #version = ${1} REMOVE #feedback`, present('scores'))]);
    await room.publish('midterm');
    expect(await seenBy(room, student)).toEqual([]);
    expect(JSON.stringify((await room.lecturer.get(`${room.path}/scores?feedback=midterm`)).body)).not.toContain('deleted');
    expect(await give(room, student, null)).toMatchObject({ version: 1 });
    expect(await give(room, student)).toMatchObject({ version: 2, feedbackOn: ['midterm'] });
    expect(await seenBy(room, student)).toEqual([['midterm', TEXT]]);
  });

  it('is refused with its place, and changes nothing', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await give(room, student);
    const before = await rowOf(room, student);
    const send = (feedback: unknown) => room.save(student, { version: 2, marks: { midterm: 9 }, feedback });
    expectInvalid(await send([{ component: 'quiz', text: 'x' }]), 'feedback[0].component');
    for (const component of ['é'.repeat(1_000), '', '#']) expectInvalid(await send([{ component, text: 'x' }]), 'feedback[0].component');
    const halves = ['\ud800', '\ud801'].map((component) => ({ component, text: 'x' }));
    expectInvalid(await send(halves), 'feedback[0].component', 'feedback[1].component');
    expectInvalid(await send([{ component: 'midterm', text: 'x' }, { component: 'midterm', text: 'y' }]), 'feedback[1].component'); // prettier-ignore
    expectInvalid(await send([{ component: 'midterm', text: ' ' }]), 'feedback[0].text');
    expectInvalid(await send([{ component: 'midterm', text: 'x'.repeat(2_001) }]), 'feedback[0].text');
    expectInvalid(await send([{ component: 'midterm' }]), 'feedback[0].text');
    expectInvalid(await send({ midterm: 'x' }), 'feedback');
    const row = { studentId: student.user.id, version: 2, marks: {}, feedback: [{ component: 'quiz', text: 'x' }] };
    expectInvalid(await room.saveMany({ rows: [row] }), 'rows[0].feedback[0].component');
    expectInvalid(await room.lecturer.get(`${room.path}/scores?feedback=quiz`), 'feedback');
    expect(await rowOf(room, student)).toEqual(before);
  });

  it('is written under a lock only by an admin with a reason', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await room.lock();
    const body = { feedback: [{ component: 'midterm', text: TEXT }] };
    expectProblem(await save(room, student, body), 409, 'gradebook_locked');
    expectInvalid(await save(room, student, body, school.admin), 'reason');
    expect((await save(room, student, { ...body, ...{ reason: 'Board' } }, school.admin)).status).toBe(200);
  });

  it('can be replaced and removed if an earlier version of the app has left its text behind', async () => {
    const room = await school.addClassroom({ students: 1 });
    const [student] = room.students as [SignedInUser];
    await give(room, student);
    const database = school.get(Database);
    const key = { classId: room.schoolClass.id, studentId: student.user.id, component: 'midterm' };
    await database.transact([database.replace('scores', toFeedbackItem({ ...key, text: 'An older one.', version: 1 }))]);
    expect(await give(room, student, 'An older one.')).toMatchObject({ feedbackOn: ['midterm'], version: 3 });
    expect(await rowOf(room, student)).toMatchObject({ feedback: [{ component: 'midterm', text: 'An older one.' }] });
    await database.transact([database.remove('scores', keys.feedback(key))]);
    expect(await give(room, student, null)).not.toHaveProperty('feedbackOn');
  });

  it('of a row that there is not is 404', async () => {
    const room = await school.addClassroom({ students: 1 });
    expectProblem(await room.lecturer.get(`${room.path}/scores/${randomUUID()}`), 404, 'enrolment_not_found');
  });
});
