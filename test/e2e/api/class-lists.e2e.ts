import { randomUUID } from 'node:crypto';
import type { User } from '../../../src/features/users/user.js';
import { ClassBody } from '../../fixtures/classroom.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('lists of classes', () => {
  let school: SchoolFixture;
  let admin: Client;
  let lecturers: { user: User; client: Client }[];
  let student: { user: User; client: Client };
  let terms: string[];
  let subjects: string[];
  /** One of each term, subject and lecturer. */
  let all: ClassBody[];
  /** Those that the student is enrolled in. */
  let attended: ClassBody[];

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
    terms = [await school.addTerm(), await school.addTerm()].sort();
    subjects = [(await school.addSubject()).id, (await school.addSubject()).id];
    lecturers = [await school.addLecturer(), await school.addLecturer()];
    student = await school.addUser();
    const request = terms.flatMap((term) =>
      subjects.flatMap((subjectId) => lecturers.map(({ user }) => ({ term, subjectId, lecturerId: user.id }))),
    );
    all = byTermAndCode(await Promise.all(request.map((schoolClass) => school.addClass(schoolClass))));
    attended = all.filter((_, index) => index % 2 === 0);
    for (const schoolClass of attended) await school.enrol(schoolClass, student.user);
    const left = all.find((schoolClass) => !attended.includes(schoolClass))!;
    await school.enrol(left, student.user);
    await school.withdraw(left, student.user);
  });
  afterAll(() => school.close());

  const byTermAndCode = (classes: ClassBody[]) => [...classes].sort((a, b) => (`${a.term}#${a.code}` < `${b.term}#${b.code}` ? -1 : 1));
  const idsOf = (classes: unknown[]) => (classes as ClassBody[]).map(({ id }) => id);
  const expectWalk = async (client: Client, path: string, expected: ClassBody[]) => {
    for (const limit of [1, 3, 100]) expect(idsOf(await client.walk(path, limit))).toEqual(idsOf(expected));
  };

  it('narrowed down by an admin have all that matches, by term, then code', async () => {
    const [term, subjectId, lecturerId] = [terms[1]!, subjects[0]!, lecturers[1]!.user.id];
    await expectWalk(
      admin,
      `/classes?term=${term}`,
      all.filter((found) => found.term === term),
    );
    await expectWalk(
      admin,
      `/classes?subjectId=${subjectId}`,
      all.filter(({ subject }) => subject.id === subjectId),
    );
    await expectWalk(
      admin,
      `/classes?lecturerId=${lecturerId}`,
      all.filter(({ lecturer }) => lecturer.id === lecturerId),
    );
    await expectWalk(
      admin,
      `/classes?term=${term}&subjectId=${subjectId}&lecturerId=${lecturerId}`,
      all.filter(({ term: of, subject, lecturer }) => of === term && subject.id === subjectId && lecturer.id === lecturerId),
    );
    await expectWalk(admin, `/classes?term=never`, []);
  });

  it('of everything there are only for admins', async () => {
    for (const client of [lecturers[0]!.client, student.client]) {
      expectProblem(await client.get('/classes'), 400, 'validation_failed');
    }
    expectProblem(await lecturers[0]!.client.get(`/classes?subjectId=${subjects[0]}`), 400, 'validation_failed');
  });

  it('have for a lecturer what they lead', async () => {
    const { user, client } = lecturers[0]!;
    const own = all.filter(({ lecturer }) => lecturer.id === user.id);
    await expectWalk(client, '/me/classes', own);
    const ofTerm = own.filter(({ term }) => term === terms[0]);
    await expectWalk(client, `/classes?term=${terms[0]}`, ofTerm);
    await expectWalk(client, `/classes?term=${terms[0]}&lecturerId=${user.id}`, ofTerm);
    await expectWalk(
      client,
      `/classes?term=${terms[0]}&subjectId=${subjects[1]}`,
      ofTerm.filter(({ subject }) => subject.id === subjects[1]),
    );
    await expectWalk((await school.addLecturer()).client, '/me/classes', []);
  });

  it('have for a student where they are enrolled, and nothing of marks', async () => {
    const { client } = student;
    await expectWalk(client, '/me/classes', attended);
    const ofTerm = attended.filter(({ term }) => term === terms[0]);
    await expectWalk(client, `/classes?term=${terms[0]}`, ofTerm);
    await expectWalk(
      client,
      `/classes?term=${terms[0]}&subjectId=${subjects[0]}`,
      ofTerm.filter(({ subject }) => subject.id === subjects[0]),
    );
    const { items } = (await client.get('/me/classes')).body as { items: object[] };
    expect(items.some((item) => 'gradingStarted' in item)).toBe(false);
  });

  it('of another user are rejected', async () => {
    const [first, second] = [lecturers[0]!, lecturers[1]!];
    const refused = [
      first.client.get(`/classes?term=${terms[0]}&lecturerId=${second.user.id}`),
      first.client.get(`/classes?lecturerId=${randomUUID()}`),
      student.client.get(`/classes?term=${terms[0]}&lecturerId=${first.user.id}`),
      admin.get('/me/classes'),
    ];
    for (const answer of await Promise.all(refused)) expectProblem(answer, 403, 'forbidden');
  });

  it('go on only for who asked, and for what', async () => {
    const path = `/classes?term=${terms[0]}&limit=1`;
    const { nextCursor } = (await admin.get(path)).body as { nextCursor: string };
    const refused = [
      admin.get(`/classes?term=${terms[1]}&cursor=${nextCursor}`),
      admin.get(`/classes?term=${terms[0]}&subjectId=${subjects[0]}&cursor=${nextCursor}`),
      school.asRole('ADMIN').get(`${path}&cursor=${nextCursor}`),
      lecturers[0]!.client.get(`/me/classes?cursor=${nextCursor}`),
    ];
    for (const answer of await Promise.all(refused)) expectProblem(answer, 400, 'invalid_cursor');
    expect((await admin.get(`${path}&cursor=${nextCursor}`)).status).toBe(200);
  });

  it.each(['term=a/b', 'term=', 'subjectId=MATH', 'lecturerId=me', 'term=T&code=C', 'term=A&term=B'])('take no %s', async (query) => {
    expectProblem(await admin.get(`/classes?${query}`), 400, 'validation_failed');
  });
});
