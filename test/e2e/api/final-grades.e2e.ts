import { enrolmentEntity } from '../../../src/features/enrolments/enrolment.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import type { Classroom } from '../../fixtures/classroom.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture, type SignedInUser } from '../../fixtures/school.js';

const reason = 'Examination board';
const LONG_AGO = '2020-01-31';
const FAR_AHEAD = '2099-12-31';

describe('a final grade', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const open = async (): Promise<{ room: Classroom; student: SignedInUser }> => {
    const room = await school.addClassroom({ students: 1 });
    return { room, student: room.students[0]! };
  };
  const send = async (room: Classroom, student: SignedInUser, body: object, by: Client = room.lecturer): Promise<Answer> => {
    const { version } = await room.row(student);
    return by.put(`${room.path}/scores/${student.user.id}/final`, { version, reason, ...body });
  };
  const give = async (room: Classroom, student: SignedInUser, body: object, by?: Client) => {
    const answer = await send(room, student, body, by);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body as object;
  };
  const publishAll = async (room: Classroom) => {
    for (const key of ['midterm', 'final']) expect((await room.publish(key)).status).toBe(200);
  };
  const lineOf = async ({ client }: SignedInUser) => {
    const { terms, ...overall } = (await client.get('/me/transcript')).body;
    return { line: terms[0].classes[0], gpa: overall.gpa, earned: overall.creditsEarned, attempted: overall.creditsAttempted };
  };

  it('counts in place of the computed result, which staff still see, and see change', async () => {
    const { room, student } = await open();
    await room.mark(student, { midterm: 6, final: 6 });
    await publishAll(room);
    expect(await give(room, student, { result: 7.5 })).toMatchObject({
      result: { value: 7.5, letter: 'B' },
      final: { result: { value: 7.5 } },
      computed: { value: 6 },
    });
    expect(await lineOf(student)).toMatchObject({ line: { status: 'COMPLETED', result: 7.5, letter: 'B' }, gpa: 3 });
    expect((await room.lecturer.get(`${room.path}/scores`)).body.statistics).toMatchObject({ mean: 7.5 });

    await room.mark(student, { final: 10 });
    const row = await room.row(student);
    expect(row).toMatchObject({ result: { value: 7.5 }, computed: { value: 8.4 }, computedChanged: true });
    expect(await lineOf(student)).toMatchObject({ line: { result: 7.5 } });

    const removed = await give(room, student, { result: null });
    expect(removed).toMatchObject({ result: { value: 8.4 } });
    for (const property of ['final', 'computed', 'computedChanged']) expect(removed).not.toHaveProperty(property);
  });

  it.each([
    ['P', true, 3, 3],
    ['NP', false, 0, 3],
  ])('can be %s, which has credits and no GPA', async (notation, passed, earned, attempted) => {
    const { room, student } = await open();
    await publishAll(room);
    expect(await give(room, student, { notation })).toMatchObject({ result: null, final: { notation }, computed: null });
    expect(await lineOf(student)).toEqual({
      line: expect.objectContaining({ status: 'COMPLETED', letter: notation, passed }),
      gpa: null,
      earned,
      attempted,
    });
    expect((await room.ownScores(student)).body).toMatchObject({ result: null, final: { notation } });
  });

  it('can be an incomplete, which lapses to a result after its day', async () => {
    const { room, student } = await open();
    await publishAll(room);
    const incomplete = { dueOn: FAR_AHEAD, lapsesTo: 3.5 };
    expect(await give(room, student, { incomplete })).toMatchObject({
      result: null,
      final: { notation: 'I', dueOn: FAR_AHEAD, lapsesTo: { value: 3.5, passed: false } },
    });
    expect(await lineOf(student)).toMatchObject({ line: { status: 'INCOMPLETE', letter: 'I' }, gpa: null, attempted: 0 });

    await give(room, student, { incomplete: { ...incomplete, dueOn: LONG_AGO } });
    expect(await room.row(student)).toMatchObject({ result: { value: 3.5 }, final: { notation: 'I' } });
    expect(await lineOf(student)).toMatchObject({ line: { status: 'COMPLETED', result: 3.5, letter: 'F' }, gpa: 0, attempted: 3 });
    await room.mark(student, { midterm: 9 });
    expect(await room.row(student)).toMatchObject({ result: { value: 3.5 }, computed: null });

    // The time can be extended.
    await give(room, student, { incomplete });
    expect(await room.row(student)).toMatchObject({ result: null });
    expect(await lineOf(student)).toMatchObject({ line: { status: 'INCOMPLETE' } });
  });

  it('reaches the student once all components are published, with a notice of a later change', async () => {
    const { room, student } = await open();
    await room.mark(student, { midterm: 6, final: 6 });
    await room.publish('midterm');
    const before = [(await room.ownScores(student)).body, await lineOf(student), (await student.client.get('/notifications')).body.items];
    await give(room, student, { result: 9.5 });
    expect([(await room.ownScores(student)).body, await lineOf(student), (await student.client.get('/notifications')).body.items]).toEqual(
      before,
    );
    await room.publish('final');
    expect((await room.ownScores(student)).body).toMatchObject({ result: { value: 9.5 }, final: { result: { value: 9.5 } } });
    expect((await room.ownScores(student)).body).not.toHaveProperty('computed');
    await give(room, student, { notation: 'P' });
    const noticesOf = async () =>
      ((await student.client.get('/notifications')).body.items as { title: string }[]).map(({ title }) => title);
    expect((await student.client.get('/notifications')).body.items[0]).toMatchObject({ kind: 'MARK_CHANGED', title: 'Result changed' });
    const notices = await noticesOf();
    // What counts stays the same.
    await give(room, student, { result: null });
    expect(await noticesOf()).toHaveLength(notices.length + 1);
    await give(room, student, { result: 6 });
    await give(room, student, { result: null });
    expect(await noticesOf()).toHaveLength(notices.length + 1);
  });

  it('is given by the lecturer until the lock, and by admins afterwards, in an archived class, too', async () => {
    const { room, student } = await open();
    await publishAll(room);
    await give(room, student, { incomplete: { dueOn: FAR_AHEAD, lapsesTo: 0 } });
    await room.lock();
    expectProblem(await send(room, student, { result: 5 }), 409, 'gradebook_locked');
    await give(room, student, { result: 5 }, admin);
    expect((await admin.post(`${room.path}/archive`, {})).status).toBe(200);
    expectProblem(await send(room, student, { result: 6 }), 409, 'class_archived');
    expect(await give(room, student, { result: 6 }, admin)).toMatchObject({ result: { value: 6 } });
    const other = await school.addLecturer();
    expectProblem(await send(room, student, { result: 6 }, other.client), 404, 'class_not_found');
    expectProblem(
      await student.client.put(`${room.path}/scores/${student.user.id}/final`, { version: 1, reason, result: 10 }),
      403,
      'forbidden',
    );
    const entries = await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }));
    expect(entries.filter(({ action }) => action === 'final.changed')).toMatchObject([
      { actorRole: 'LECTURER', before: { final: { value: null } }, after: { final: { value: 'I' } } },
      { before: { final: { value: 'I', dueOn: FAR_AHEAD, lapsesTo: 0 } }, after: { final: { value: 5 } } },
      { actorRole: 'ADMIN', before: { final: { value: 5 } }, after: { final: { value: 6 } }, reason },
    ]);
  });

  it.each([
    [{ result: 11 }, 'result'],
    [{ result: 7.25 }, 'result'],
    [{ result: '7' }, 'result'],
    [{}, 'result'],
    [{ result: 7, notation: 'P' }, 'result'],
    [{ notation: 'W' }, 'notation'],
    [{ incomplete: { dueOn: '2026-02-30', lapsesTo: 0 } }, 'incomplete.dueOn'],
    [{ incomplete: { dueOn: FAR_AHEAD, lapsesTo: 10.5 } }, 'incomplete.lapsesTo'],
    [{ incomplete: { dueOn: FAR_AHEAD } }, 'incomplete.lapsesTo'],
    [{ result: 7, reason: undefined }, 'reason'],
  ])('is refused with its place, and changes nothing: %j', async (body, field) => {
    const { room, student } = await open();
    const before = await room.row(student);
    const answer = await send(room, student, body);
    expectProblem(answer, 400, 'validation_failed');
    expect(fieldsOf(answer)).toEqual([field]);
    expect(await room.row(student)).toEqual(before);
  });

  it('is written once by many at the same time, and once by a request that is sent twice', async () => {
    const { room, student } = await open();
    const path = `${room.path}/scores/${student.user.id}/final`;
    const answers = await Promise.all([5, 6, 7].map((result) => room.lecturer.put(path, { version: 1, reason, result })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const { final } = (await room.row(student)) as unknown as { final: { result: { value: number } } };
    const again = await room.lecturer.put(path, { version: 1, reason, result: final.result.value });
    expect(again).toMatchObject({ status: 200, body: { version: 2 } });
    expectProblem(await room.lecturer.put(path, { version: 1, reason, result: 10 }), 409, 'stale');
  });

  it('is saved once if the same request arrives several times at the same moment', async () => {
    const { room, student } = await open();
    const path = `${room.path}/scores/${student.user.id}/final`;
    for (const [version, input] of [{ result: 5 }, { incomplete: { dueOn: FAR_AHEAD, lapsesTo: 0 } }, { result: null }].entries()) {
      const answers = await Promise.all([1, 2, 3].map(() => room.lecturer.put(path, { version: version + 1, reason, ...input })));
      expect(answers.map(({ status, body }) => [status, body.version])).toEqual(Array(3).fill([200, version + 2]));
    }
    const entries = await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }));
    expect(entries.filter(({ action }) => action === 'final.changed')).toHaveLength(3);
  });

  it('is confirmed if it is entered again after the computed result has changed, without a notice', async () => {
    const { room, student } = await open();
    await room.mark(student, { midterm: 6, final: 6 });
    await publishAll(room);
    await give(room, student, { result: 7.5 });
    const { version } = await room.row(student);
    await room.mark(student, { final: 10 });
    const noticesOf = async () => ((await student.client.get('/notifications')).body.items as object[]).length;
    const notices = await noticesOf();
    // The repetition of the first request confirms nothing.
    const path = `${room.path}/scores/${student.user.id}/final`;
    expect((await room.lecturer.put(path, { version: version - 1, reason, result: 7.5 })).body).toMatchObject({ computedChanged: true });
    const confirmed = await give(room, student, { result: 7.5 });
    expect(confirmed).toMatchObject({ result: { value: 7.5 }, computed: { value: 8.4 }, version: version + 2 });
    expect(confirmed).not.toHaveProperty('computedChanged');
    expect(await noticesOf()).toBe(notices);
    const entries = await auditLogOf(school, enrolmentEntity({ classId: room.schoolClass.id, studentId: student.user.id }));
    expect(entries.filter(({ action }) => action === 'final.changed')).toHaveLength(2);
  });

  it('says what an incomplete can lapse to, and notifies the student of another result', async () => {
    const { room, student } = await open();
    await publishAll(room);
    const refused = await send(room, student, { incomplete: { dueOn: FAR_AHEAD, lapsesTo: 11 } });
    expect((refused.body as { detail: string }).detail).toBe(
      'incomplete.lapsesTo: must be a number from 0 to 10 with at most two decimal places.',
    );
    await give(room, student, { incomplete: { dueOn: FAR_AHEAD, lapsesTo: 0 } });
    const countOf = async () =>
      ((await student.client.get('/notifications')).body.items as { kind: string }[]).filter(({ kind }) => kind === 'MARK_CHANGED').length;
    const count = await countOf();
    await give(room, student, { incomplete: { dueOn: FAR_AHEAD, lapsesTo: 4.5 } });
    expect((await room.ownScores(student)).body).toMatchObject({ final: { lapsesTo: { value: 4.5 } } });
    expect(await countOf()).toBe(count + 1);
  });

  it('stays in a race with marks, of which each is saved or refused', async () => {
    const { room, student } = await open();
    const answers = await Promise.all([
      room.save(student, { version: 1, marks: { midterm: 8, final: 8 } }),
      room.lecturer.put(`${room.path}/scores/${student.user.id}/final`, { version: 1, reason, result: 5 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const row = await room.row(student);
    if (answers[0].status === 200) expect(row).toMatchObject({ result: { value: 8 } });
    else expect(row).toMatchObject({ result: { value: 5 }, computed: null, marks: {} });
  });

  it('completes a class without marks, and its file has the notation and comes back unchanged', async () => {
    const { room, student } = await open();
    await publishAll(room);
    await give(room, student, { notation: 'P' });
    const file = (await room.exportFile()).body as string;
    expect(file).toContain(',,,,P,');
    expect((await room.importFile(file)).body).toMatchObject({ results: [{ outcome: 'unchanged' }] });
    expect(JSON.stringify((await room.importFile(file)).body)).not.toContain('warnings');
    expect((await admin.post(`${room.path}/archive`, {})).status).toBe(200);
  });

  it('is kept when the student is dropped and comes back', async () => {
    const { room, student } = await open();
    await give(room, student, { notation: 'P' });
    expect((await admin.delete(`${room.path}/students/${student.user.id}?as=dropped&reason=Left`)).status).toBe(204);
    await school.enrol(room.schoolClass, student.user);
    expect(await room.row(student)).toMatchObject({ final: { notation: 'P' } });
  });
});
