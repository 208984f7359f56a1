import { randomUUID } from 'node:crypto';
import type { User } from '../../../src/features/users/user.js';
import type { Client } from '../../fixtures/school.js';
import { School } from '../../fixtures/school.js';
import { expectProblem, Office, type ClassBody } from '../../fixtures/registrar.js';

describe('lists of classes', () => {
  let school: School;
  let office: Office;
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
    school = await School.start();
    office = await Office.open(school);
    ({ admin } = office);
    terms = [await office.addTerm(), await office.addTerm()].sort();
    subjects = [(await office.addSubject()).id, (await office.addSubject()).id];
    lecturers = [await office.lecturer(), await office.lecturer()];
    student = await school.person();
    const asked = terms.flatMap((term) =>
      subjects.flatMap((subjectId) => lecturers.map(({ user }) => ({ term, subjectId, lecturerId: user.id }))),
    );
    all = byTermAndCode(await Promise.all(asked.map((schoolClass) => office.addClass(schoolClass))));
    attended = all.filter((_, index) => index % 2 === 0);
    for (const schoolClass of attended) await office.enrol(schoolClass, student.user);
    const left = all.find((schoolClass) => !attended.includes(schoolClass))!;
    await office.enrol(left, student.user);
    await office.withdraw(left, student.user);
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

  it('of everything there are none', async () => {
    for (const client of [admin, lecturers[0]!.client, student.client]) {
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
    await expectWalk((await office.lecturer()).client, '/me/classes', []);
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

  it('of somebody else are refused', async () => {
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
      school.asSome('ADMIN').get(`${path}&cursor=${nextCursor}`),
      lecturers[0]!.client.get(`/me/classes?cursor=${nextCursor}`),
    ];
    for (const answer of await Promise.all(refused)) expectProblem(answer, 400, 'invalid_cursor');
    expect((await admin.get(`${path}&cursor=${nextCursor}`)).status).toBe(200);
  });

  it.each(['term=a/b', 'term=', 'subjectId=MATH', 'lecturerId=me', 'term=T&code=C', 'term=A&term=B'])('take no %s', async (query) => {
    expectProblem(await admin.get(`/classes?${query}`), 400, 'validation_failed');
  });
});
