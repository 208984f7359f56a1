import { aCode } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Listed {
  id?: string;
  code: string;
  term?: string;
}

describe('the order of a list', () => {
  let school: SchoolFixture;
  let clients: Record<'admin' | 'lecturer' | 'student', Client>;
  let term: string;
  let word: string;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    const lecturer = await school.addLecturer();
    const student = await school.addUser();
    clients = { admin: school.admin, lecturer: lecturer.client, student: student.client };
    term = school.defaults.term;
    word = aCode('w');
    for (const role of ['STUDENT', 'LECTURER', 'ADMIN', 'STUDENT', 'LECTURER'] as const)
      await school.addUser({ role, familyName: aCode('Family'), givenName: word });
    for (const place of [term, await school.addTerm(), await school.addTerm()])
      for (const _class of [1, 2]) await school.enrol(await school.addClass({ lecturerId: lecturer.user.id, term: place }), student.user);
    for (const _subject of [1, 2, 3]) await school.addSubject();
  });
  afterAll(() => school.close());

  const list = async (by: keyof typeof clients, path: string, sort: string, limit: number) =>
    (await clients[by].walk(`${path}${path.includes('?') ? '&' : '?'}${sort}`, limit)) as Listed[];

  it.each<[string, keyof typeof clients, string, () => string]>([
    ['people of a role', 'admin', 'name', () => '/users?role=STUDENT'],
    ['people of all roles', 'admin', 'name', () => '/users'],
    ['people by a search', 'admin', 'name', () => `/users?search=${word}`],
    ['people by a search and a role', 'admin', 'name', () => `/users?search=${word}&role=LECTURER`],
    ['terms', 'student', 'code', () => '/terms'],
    ['subjects', 'student', 'code', () => '/subjects'],
    ['classes of a term', 'admin', 'term', () => `/classes?term=${term}`],
    ['own classes of a lecturer', 'lecturer', 'term', () => '/me/classes'],
    ['own classes of a student', 'student', 'term', () => '/me/classes'],
  ])('is the usual one or its reverse, whatever the size of a page: %s', async (_what, by, name, path) => {
    const usual = await list(by, path(), '', 100);
    expect(usual.length).toBeGreaterThan(1);
    for (const limit of [1, 2, 100]) {
      expect(await list(by, path(), `sort=${name}`, limit)).toEqual(usual);
      expect(await list(by, path(), `sort=-${name}`, limit)).toEqual([...usual].reverse());
    }
  });

  it('of all classes is that of their terms, the newest first by default', async () => {
    const usual = await list('admin', '/classes', '', 100);
    const terms = [...new Set(usual.map((each) => each.term))];
    expect(terms).toHaveLength(3);
    const oldestFirst = terms.reverse().flatMap((code) => usual.filter((each) => each.term === code));
    for (const limit of [1, 2, 3, 100]) {
      expect(await list('admin', '/classes', 'sort=-term', limit)).toEqual(usual);
      expect(await list('admin', '/classes', 'sort=term', limit)).toEqual(oldestFirst);
    }
  });

  it('is one of those that the list has, and stays the same from page to page', async () => {
    for (const path of ['/users?sort=code', '/users?sort=', '/terms?sort=-name', '/subjects?sort=-', '/classes?sort=term,code'])
      expect(fieldsOf(await school.admin.get(path))).toEqual(['sort']);
    expect(fieldsOf(await clients.student.get('/me/classes?sort=-code'))).toEqual(['sort']);
    const { nextCursor } = (await school.admin.get('/users?limit=1&sort=name')).body as { nextCursor: string };
    expectProblem(await school.admin.get(`/users?limit=1&sort=-name&cursor=${nextCursor}`), 400, 'invalid_cursor');
  });
});
