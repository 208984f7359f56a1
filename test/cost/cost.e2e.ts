import { randomUUID } from 'node:crypto';
import { Background } from '../../src/core/context/background.js';
import { Clock } from '../../src/core/time/clock.js';
import type { Answer, Client } from '../fixtures/client.js';
import { SchoolFixture } from '../fixtures/school.js';
import { stagedMaterial, uploadedAvatar } from '../fixtures/upload.js';

/** Rounds are waits: requests that go out together are one. `docs/reference/data-model.md` has the budget. */
interface Cost {
  rounds: number;
  requests: number;
}

describe('the cost of an operation', () => {
  let school: SchoolFixture;
  let admin: Client;
  let lecturer: Client;
  let student: Client;
  let ids: { lecturer: string; student: string; studentCode: string; subject: string; class: string; others: string[] };

  beforeAll(async () => {
    school = await SchoolFixture.start();
    // The clock goes in steps too small for the copy of the revocations to grow old: refreshing it is not part of any request's cost.
    let instant = Date.now();
    school.get(Clock).now = () => new Date((instant += 1));
    await school.addAdmin();
    const [teacher, [learner, ...others]] = await Promise.all([school.addLecturer(), school.addUsers(61)]);
    [admin, lecturer, student] = [school.admin, teacher.client, learner!.client];
    const term = await school.addTerm();
    const subject = (await school.addSubject()).id;
    const place = { term, subjectId: subject, lecturerId: teacher.user.id, capacity: 100 };
    const schoolClass = (await school.create('/classes', { ...place, code: 'MATH-101-01' })).id;
    await school.create('/classes', { ...place, code: 'MATH-101-02' });
    ids = {
      lecturer: teacher.user.id,
      student: learner!.user.id,
      studentCode: learner!.user.code,
      subject,
      class: schoolClass,
      others: others.map(({ user }) => user.id),
    };
    // What is beside the first request after a sign-in is measured by itself.
    for (const client of [student, lecturer]) await client.get('/subjects');
    await school.get(Background).settled();
    await admin.post(`/classes/${ids.class}/students`, { students: [ids.student, ...ids.others.slice(0, 59)].map((id) => ({ id })) });
  });
  afterAll(() => school.close());

  const cost = async (request: Promise<Answer>, status = 200): Promise<Cost> => {
    const sent: string[] = [];
    const stop = school.database.faults.before('*', (_body, operation) => void sent.push(operation));
    const answer = await request;
    stop();
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status });
    const { rounds, requests } = (await school.lineOf(answer)).dynamodb;
    // The requests that the app logs are those that the database receives.
    expect(sent).toHaveLength(requests);
    return { rounds, requests };
  };

  const rowsOf = async (): Promise<{ studentId: string; version: number }[]> => {
    const { body } = await lecturer.get(`/classes/${ids.class}/scores`);
    return (body as { rows: { studentId: string; version: number }[] }).rows.map(({ studentId, version }) => ({ studentId, version }));
  };

  it.each<[string, () => Promise<Answer>, Cost]>([
    ['own profile', () => student.get('/me'), { rounds: 1, requests: 1 }],
    ['one user', () => admin.get(`/users/${ids.student}`), { rounds: 1, requests: 1 }],
    ['a page of people with a role', () => admin.get('/users?role=STUDENT'), { rounds: 1, requests: 1 }],
    ['a page of all people', () => admin.get('/users'), { rounds: 1, requests: 3 }],
    [
      'people by an e-mail address',
      () => admin.get(`/users?search=${ids.studentCode.toLowerCase()}@example.edu`),
      { rounds: 2, requests: 4 },
    ],
    ['one subject', () => student.get(`/subjects/${ids.subject}`), { rounds: 1, requests: 1 }],
    ['a page of subjects', () => student.get('/subjects'), { rounds: 1, requests: 1 }],
    ['a page of terms', () => student.get('/terms'), { rounds: 1, requests: 1 }],
    ['the grading scales', () => student.get('/grading-scales'), { rounds: 1, requests: 1 }],
    ['a grading scale of the app', () => student.get('/grading-scales/vn-10'), { rounds: 0, requests: 0 }],
    ['one class, for its lecturer', () => lecturer.get(`/classes/${ids.class}`), { rounds: 1, requests: 1 }],
    ['one class, for a student', () => student.get(`/classes/${ids.class}`), { rounds: 1, requests: 2 }],
    ['classes of a subject', () => admin.get(`/classes?subjectId=${ids.subject}`), { rounds: 1, requests: 1 }],
    ['own classes of a lecturer', () => lecturer.get('/me/classes'), { rounds: 1, requests: 1 }],
    ['own classes of a student', () => student.get('/me/classes'), { rounds: 2, requests: 2 }],
    ['a page of a roster', () => lecturer.get(`/classes/${ids.class}/students`), { rounds: 2, requests: 2 }],
    ['a gradebook', () => lecturer.get(`/classes/${ids.class}/scores`), { rounds: 2, requests: 2 }],
    ['a gradebook as a file', () => lecturer.get(`/classes/${ids.class}/scores.csv`), { rounds: 2, requests: 3 }],
    ['a page of the audit log of a thing', () => admin.get(`/audit?entity=class:${ids.class}`), { rounds: 3, requests: 5 }],
    ['a page of the audit log of a person', () => admin.get(`/audit?actor=${ids.lecturer}`), { rounds: 3, requests: 4 }],
    ['the same page of the audit log again', () => admin.get(`/audit?actor=${ids.lecturer}`), { rounds: 2, requests: 2 }],
    ['files of a class, for its lecturer', () => lecturer.get(`/classes/${ids.class}/materials`), { rounds: 2, requests: 2 }],
    ['files of a class, for a student', () => student.get(`/classes/${ids.class}/materials`), { rounds: 2, requests: 3 }],
    ['a form for an avatar', () => student.post('/me/avatar', { contentType: 'image/png', size: 1 }), { rounds: 3, requests: 3 }],
    ['the statistics of the school', () => admin.get('/statistics'), { rounds: 1, requests: 1 }],
    // The person, their classes, the terms and the mark; then the single marks, three feeds, and one a class.
    ['an inbox, of a student in a class', () => student.get('/notifications'), { rounds: 2, requests: 9 }],
    ['an inbox, of a lecturer of two classes', () => lecturer.get('/notifications'), { rounds: 2, requests: 10 }],
    ['an inbox, of an admin', () => admin.get('/notifications'), { rounds: 2, requests: 7 }],
    ['what is unread, counted', () => student.get('/notifications/unread-count'), { rounds: 2, requests: 9 }],
    ['what is unread, listed', () => student.get('/notifications?unread=true'), { rounds: 2, requests: 9 }],
    // The person, their classes, the terms and the mark; then the feeds as above, and the classes of the student.
    ['the home of a student in a class', () => student.get('/me/home'), { rounds: 2, requests: 10 }],
    ['own marks in a class', () => student.get(`/classes/${ids.class}/scores/me`), { rounds: 2, requests: 3 }],
  ])('%s', async (_what, ask, expected) => {
    expect(await cost(ask())).toEqual(expected);
  });

  it('is nothing for the first request after a sign-in, and 3 requests beside it', async () => {
    const { client } = await school.addUser();
    const sent: string[] = [];
    const stop = school.database.faults.before('*', (_body, operation) => void sent.push(operation));
    const { dynamodb } = await school.lineOf(await client.get('/subjects'));
    await school.get(Background).settled();
    stop();
    expect(dynamodb).toMatchObject({ rounds: 1, requests: 1 });
    expect(sent.sort()).toEqual(['GetItem', 'Query', 'Query', 'TransactWriteItems']);
  });

  it('is 2 rounds for a transcript', async () => {
    expect((await cost(student.get('/me/transcript'))).rounds).toBe(2);
  });

  it('is 3 rounds for adopting an avatar', async () => {
    const key = await uploadedAvatar(student);
    expect(await cost(student.put('/me/avatar', { key }))).toEqual({ rounds: 3, requests: 3 });
  });

  it('is 3 rounds for offering a file of a class, 4 for adding and 3 for deleting one', async () => {
    const path = `/classes/${ids.class}/materials`;
    const file = { name: 'notes.txt', contentType: 'text/plain', size: 1 };
    expect(await cost(lecturer.post(path, file))).toEqual({ rounds: 3, requests: 3 });
    const id = await stagedMaterial(lecturer, `/classes/${ids.class}`);
    expect(await cost(lecturer.put(`${path}/${id}`))).toEqual({ rounds: 4, requests: 4 });
    expect(await cost(lecturer.delete(`${path}/${id}`), 204)).toEqual({ rounds: 3, requests: 3 });
  });

  it('is 2 rounds for saving one row', async () => {
    const { version } = (await rowsOf()).find(({ studentId }) => studentId === ids.student)!;
    const save = lecturer.put(`/classes/${ids.class}/scores/${ids.student}`, { version, marks: { midterm: 7 } });
    expect(await cost(save)).toEqual({ rounds: 2, requests: 3 });
  });

  it('is one more round for rows beyond 49', async () => {
    const rows = (await rowsOf()).map((row) => ({ ...row, marks: { midterm: 8 } }));
    expect(rows).toHaveLength(60);
    expect(await cost(lecturer.patch(`/classes/${ids.class}/scores`, { rows }, '"0.none"'))).toEqual({ rounds: 3, requests: 4 });
  });

  it('is the same for importing and saving 60 rows, and 2 rounds for a dry run', async () => {
    const exported = (await lecturer.get(`/classes/${ids.class}/scores.csv`)).body as string;
    const [header, ...lines] = exported.trimEnd().split('\r\n');
    const edited = [header, ...lines.map((line) => line.split(',').with(3, '9').join(','))].join('\r\n');
    const path = `/classes/${ids.class}/scores/import`;
    const send = (query: string) => lecturer.post(`${path}${query}`, edited, { 'content-type': 'text/csv' });
    expect(await cost(send('?dryRun=true'))).toEqual({ rounds: 2, requests: 2 });
    expect(await cost(send(''))).toEqual({ rounds: 4, requests: 4 });
    expect(await cost(send(''))).toEqual({ rounds: 2, requests: 2 });
  });

  it('is 2 rounds for enrolling a student, and 3 for removing one', async () => {
    const path = `/classes/${ids.class}/students/${ids.others[59]!}`;
    expect(await cost(admin.put(path))).toEqual({ rounds: 2, requests: 4 });
    expect(await cost(admin.delete(path), 204)).toEqual({ rounds: 3, requests: 5 });
  });

  it('is 2 rounds for notifying a class, 3 for publishing and at most 4 for marking as read', async () => {
    const send = lecturer.post('/notifications', { audience: { classId: ids.class }, title: 'Hello', body: 'Good morning.' });
    expect(await cost(send, 201)).toEqual({ rounds: 2, requests: 2 });
    expect(await cost(lecturer.post(`/classes/${ids.class}/components/midterm/publish`, {}))).toEqual({ rounds: 3, requests: 3 });
    expect(await cost(lecturer.get('/notifications/sent'))).toEqual({ rounds: 2, requests: 2 });
    const [notice] = ((await student.get('/notifications')).body as { items: { id: number }[] }).items;
    expect(await cost(student.put(`/notifications/${notice!.id}/read`), 204)).toEqual({ rounds: 4, requests: 4 });
    expect(await cost(student.post('/notifications/read-all', { upTo: notice!.id }), 204)).toEqual({ rounds: 1, requests: 1 });
  });

  it('is the same in a large and in a small school', async () => {
    const questions = ['/users?limit=5', '/statistics'];
    const costs = async () => {
      const found: Cost[] = [];
      for (const question of questions) found.push(await cost(admin.get(question)));
      return found;
    };
    const before = await costs();
    for (let group = 0; group < 10; group += 1) await Promise.all(Array.from({ length: 20 }, () => school.addUser({ id: randomUUID() })));
    expect(await costs()).toEqual(before);
  });
});
