import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { aCode } from '../../fixtures/builders.js';
import type { Answer, Client } from '../../fixtures/client.js';
import { expectProblem, expected, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

/** For the user pool. */
const ENOUGH_MS = 25_000;

/** A thing with a version, under a path of its own. */
interface Thing {
  path: string;
  by: Client;
  /** Another change for every number. */
  change: (number: number) => object;
  /** What every change needs besides, and answers do not have. */
  also?: object;
}

interface Operation {
  parameters?: { name: string }[];
}

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, Record<string, Operation>> };
const CONDITIONAL = Object.entries(paths)
  .filter(([, { patch }]) => patch?.parameters?.some(({ name }) => name === 'If-Match'))
  .map(([path]) => path.replace('/api/v1', ''));

describe('conditional requests', () => {
  let school: SchoolFixture;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(ENOUGH_MS);
    await school.addDefaults();
  });
  afterAll(() => school.close());

  const THINGS: Record<string, () => Promise<Thing>> = {
    '/me': async () => ({ path: '/me', by: (await school.addUser()).client, change: (number) => ({ phone: `${number}` }) }),
    '/users/{id}': async () => ({
      path: `/users/${(await school.addInvited()).id}`,
      by: school.admin,
      change: (number) => ({ phone: `${number}` }),
    }),
    '/terms/{code}': async () => ({
      path: `/terms/${await school.addTerm()}`,
      by: school.admin,
      change: (number) => ({ title: `Title ${number}` }),
    }),
    '/subjects/{id}': async () => ({
      path: `/subjects/${(await school.addSubject()).id}`,
      by: school.admin,
      change: (number) => ({ name: `Calculus ${number}` }),
    }),
    '/classes/{id}': async () => ({
      path: `/classes/${(await school.addClass()).id}`,
      by: school.admin,
      change: (number) => ({ room: `A ${number}` }),
    }),
    '/students/{studentId}/external-results/{id}': async () => ({
      path: await school.addExternalResult(),
      by: school.admin,
      change: (number) => ({ title: `Algebra ${number}` }),
      also: { reason: 'Certificate' },
    }),
  };

  it('are tried on every route that knows If-Match', () => {
    expect(CONDITIONAL.sort()).toEqual(Object.keys(THINGS).sort());
  });

  describe.each(Object.entries(THINGS))('of %s', (_path, aThing) => {
    let thing: Thing;
    let etag: string;
    let body: { version: number };
    let number = 10_000;
    beforeAll(async () => {
      thing = await aThing();
    });
    beforeEach(async () => {
      const answer = await thing.by.get(thing.path);
      etag = answer.headers.get('etag')!;
      body = answer.body as { version: number };
    });
    const get = (tags: string) => thing.by.get(thing.path, { 'if-none-match': tags });
    const another = () => thing.change((number += 1));
    const patch = (headers: Record<string, string>, change = another()) =>
      thing.by.send('PATCH', thing.path, { ...change, ...thing.also }, headers);
    const expectUnchanged = async () => expect((await thing.by.get(thing.path)).body).toEqual(body);

    it('know the version and the body by the ETag', async () => {
      const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16);
      expect(etag).toBe(`"${body.version}.${hash}"`);
      const change = another();
      const changed = await patch({ 'if-match': etag }, change);
      expect(changed).toMatchObject({ status: 200, body: { version: body.version + 1, ...change } });
      expect(changed.headers.get('etag')).toMatch(new RegExp(`^"${body.version + 1}\\.`));
      expect((await thing.by.get(thing.path)).headers.get('etag')).toBe(changed.headers.get('etag'));
    });

    it.each<[string, (etag: string) => string]>([
      ['the tag', (tag) => tag],
      ['the tag, weakened by a proxy', (tag) => `W/${tag}`],
      ['a list with the tag', (tag) => `"1.other", ${tag} ,W/"2.other"`],
      ['any tag', () => '*'],
    ])('answer 304 without a body to %s', async (_what, tags) => {
      const { status, headers, body: none } = await get(tags(etag));
      expect({ status, body: none as unknown, etag: headers.get('etag') }).toEqual({ status: 304, body: undefined, etag });
      expect([headers.get('content-type'), headers.get('content-length')]).toEqual([null, null]);
    });

    it.each(['"1.other"', '"1.other", "2.other"', 'W/"1.other"', 'nonsense', ''])('answer in full to another tag: %j', async (tags) => {
      expect(await get(tags)).toMatchObject({ status: 200, body });
    });

    it('answer in full once it was changed', async () => {
      const change = another();
      await patch({ 'if-match': etag }, change);
      expect(await get(etag)).toMatchObject({ status: 200, body: change });
    });

    it('need the version that a change is based on', async () => {
      expectProblem(await patch({}), 428, 'precondition_required');
      expectProblem(await patch({ 'if-match': '' }), 428, 'precondition_required');
      expectProblem(await patch({ 'if-match': '*' }), 428, 'precondition_required');
      await expectUnchanged();
    });

    it('take a tag that a proxy has weakened or marked', async () => {
      expect((await patch({ 'if-match': `W/${etag}` })).status).toBe(200);
      const next = (await thing.by.get(thing.path)).headers.get('etag')!.replace(/"$/, '-gzip"');
      expect((await patch({ 'if-match': next })).status).toBe(200);
    });

    it.each(['"0.AAAAAAAAAAAAAAAA"', '"other"', '""', '"99999999999999999999.x"', '"-1.x"', '"1"'])(
      'refuse a change on top of %s, which is not what is there',
      async (tag) => {
        expectProblem(await patch({ 'if-match': tag }), 412, 'stale_version');
        await expectUnchanged();
      },
    );

    it.each<[string, (etag: string) => string]>([
      ['a list', (tag) => `${tag}, "2.other"`],
      ['a list of the same', (tag) => `${tag}, ${tag}`],
      ['a tag without quotes', (tag) => tag.replaceAll('"', '')],
      ['a tag with one quote', (tag) => tag.slice(0, -1)],
      ['a weak tag in another case', (tag) => `w/${tag}`],
    ])('refuse If-Match with %s, and name it', async (_what, tags) => {
      const answer = await patch({ 'if-match': tags(etag) });
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['If-Match']);
      await expectUnchanged();
    });

    it('refuse the second of two changes of one version', async () => {
      const change = another();
      expect((await patch({ 'if-match': etag }, change)).status).toBe(200);
      expectProblem(await patch({ 'if-match': etag }), 412, 'stale_version');
      expect((await thing.by.get(thing.path)).body).toMatchObject({ ...change, version: body.version + 1 });
    });

    it('answer HEAD as GET, but for the body', async () => {
      const [head, whole] = [await thing.by.send('HEAD', thing.path), await thing.by.get(thing.path)];
      expect([head.status, head.body as unknown]).toEqual([200, undefined]);
      for (const name of expected('headers of HEAD that GET has, too', ['etag', 'content-type', 'cache-control', 'content-length'])) {
        expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
      }
      expect((await thing.by.send('HEAD', thing.path, undefined, { 'if-none-match': etag })).status).toBe(304);
    });
  });

  it.each(['/terms?limit=1', '/subjects?limit=1', '/grading-scales'])('answer 304 to a list that is still the same: %s', async (path) => {
    await Promise.all([school.addTerm(), school.addSubject()]);
    const { headers, body } = await school.admin.get(path);
    const etag = headers.get('etag')!;
    // Where the next page starts is part of the answer.
    if (path !== '/grading-scales') expect(body).toMatchObject({ nextCursor: expect.any(String) as string });
    expect((await school.admin.get(path, { 'if-none-match': etag })).status).toBe(304);
    expect((await school.admin.get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    const head = await school.admin.send('HEAD', path);
    expect([head.status, head.headers.get('etag')]).toEqual([200, etag]);
  });

  it('answer HEAD as GET where it is refused', async () => {
    const heads = [
      school.as().send('HEAD', '/terms'),
      school.admin.send('HEAD', '/terms/none'),
      school.asRole('STUDENT').send('HEAD', '/users'),
    ];
    expect((await Promise.all(heads)).map(({ status }) => status)).toEqual([401, 404, 403]);
  });

  it.each(['/health', '/me/export', '/classes/{id}/materials'])(
    'get no ETag and no 304 where no cache stores the answer: %s',
    async (path) => {
      const schoolClass = await school.addClass();
      const read = (headers = {}) => school.admin.get(path.replace('{id}', schoolClass.id), headers);
      expect(Object.fromEntries((await read()).headers)).toMatchObject({ 'cache-control': 'no-store' });
      expect((await read()).headers.get('etag')).toBeNull();
      for (const tag of ['*', 'W/"Yk2f8QmWl0aBcDeF"']) expect((await read({ 'if-none-match': tag })).status).toBe(200);
    },
  );

  describe('are not disturbed by what is no change of the thing:', () => {
    /** That a change based on the thing as it was before `happens` is made, and that its copy is not taken for the present one. */
    const expectUndisturbed = async (path: string, change: object, happens: () => Promise<Answer>, { shows }: { shows: boolean }) => {
      const by = school.admin;
      const { headers, body } = await by.get(path);
      const etag = headers.get('etag')!;
      expect((await happens()).status).toBeLessThan(300);
      const after = await by.get(path, { 'if-none-match': etag });
      expect(after.status).toBe(shows ? 200 : 304);
      if (shows) expect(after.body).toMatchObject({ version: (body as { version: number }).version });
      expect(await by.patch(path, change, etag)).toMatchObject({ status: 200, body: change });
    };

    it('seats taken, of a class', async () => {
      const room = await school.addClassroom({ students: 0 });
      const { user } = await school.addUser();
      const enrol = () => school.admin.put(`${room.path}/students/${user.id}`);
      await expectUndisturbed(room.path, { room: 'B 1' }, enrol, { shows: true });
    });

    it('the first mark, of a class', async () => {
      const room = await school.addClassroom({ students: 1 });
      await expectUndisturbed(room.path, { room: 'B 1' }, () => room.mark(room.students[0]!, { midterm: 7 }), { shows: true });
    });

    it('copied names, of a class', async () => {
      const lecturer = await school.addAccount({ role: 'LECTURER' });
      const { id } = await school.addClass({ lecturerId: lecturer.id });
      const rename = () => school.admin.patch(`/users/${lecturer.id}`, { familyName: 'Phạm' });
      await expectUndisturbed(`/classes/${id}`, { room: 'B 1' }, rename, { shows: true });
    });

    it('relations, of a person', async () => {
      const lecturer = await school.addAccount({ role: 'LECTURER' });
      const lead = () => school.admin.post('/classes', school.aClassRequest({ lecturerId: lecturer.id }));
      await expectUndisturbed(`/users/${lecturer.id}`, { phone: '12345' }, lead, { shows: false });
    });

    it('classes, of a term and a subject', async () => {
      const [term, subject] = [await school.addTerm(), await school.addSubject()];
      const add = () => school.admin.post('/classes', school.aClassRequest({ term, subjectId: subject.id, code: aCode('C') }));
      await expectUndisturbed(`/terms/${term}`, { title: 'Spring' }, add, { shows: false });
      await expectUndisturbed(`/subjects/${subject.id}`, { credits: 9 }, add, { shows: false });
    });
  });
});
