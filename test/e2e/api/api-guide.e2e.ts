import * as library from 'amazon-cognito-identity-js';
import { readFileSync } from 'node:fs';
import { authenticatorCode } from '../../../local/cognito/cognito.fixture.js';
import { Clock } from '../../../src/core/time/clock.js';
import { Accounts } from '../../fixtures/accounts.js';
import { AnotherProcess } from '../../fixtures/another-process.js';
import type { Classroom } from '../../fixtures/classroom.js';
import { SchoolFixture } from '../../fixtures/school.js';

interface Block {
  section: string;
  code: string;
}

/** Reads a variable of the blocks, or calls a function of theirs. */
type Page = (expression: string) => any;

/** The blocks of the page, by their sections. */
function blocks(): Block[] {
  return readFileSync('docs/guides/api-clients.md', 'utf8')
    .split(/^## /m)
    .flatMap((text) =>
      [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => ({
        section: text.split('\n')[0]!,
        code: code!.replace(/^import (.*) from 'amazon-cognito-identity-js';$/m, 'const $1 = library;'),
      })),
    );
}

/** Runs blocks in one scope, one after another, and lets `after` look at each when it has run. */
async function run(page: readonly Block[], supplied: object, after: (block: number, see: Page) => Promise<void>): Promise<void> {
  const body = page.map(({ code }, index) => `${code}\nawait after(${index}, (expression) => eval(expression));`).join('\n');
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await (AsyncFunction('after', ...Object.keys(supplied), body) as (...given: unknown[]) => Promise<void>)(
    after,
    ...Object.values(supplied),
  );
}

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describe('the guide for authors of single-page apps', () => {
  let school: SchoolFixture;
  /** The process that the page calls. It requires a second factor, unlike the one that prepares the school. */
  let secured: AnotherProcess;
  let room: Classroom;
  let pool: Accounts;
  const email = 'lecturer@example.edu';
  const waits: number[] = [];
  let waited = 0;
  /** What stands in the way of the next requests. */
  const obstacles: (() => Response)[] = [];
  const keys: string[] = [];

  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    pool = new Accounts(school.pool);
    await school.addTerm({ startDate: '2027-02-01', endDate: '2027-06-30' });
    await school.admin.post('/users', { role: 'LECTURER', email, code: 'L-77', givenName: 'Bình', familyName: 'Trần' });
    const { items } = (await school.admin.get('/users?role=LECTURER&search=L-77')).body as { items: { id: string }[] };
    room = await school.addClassroom({ lecturerId: items[0]!.id });
    secured = await AnotherProcess.of(school, { STAFF_MFA: 'required' });
    secured.get(Clock).now = () => new Date(Date.now() + waited);
  });
  afterAll(async () => {
    pool.close();
    await secured.close();
    await school.close();
  });

  it('works as it stands, block by block', async () => {
    const rowOf = async () => (await room.rows())[0]!;
    const promises: Record<string, ((see: Page) => Promise<void> | void)[]> = {
      'Find the user pool': [(see) => expect(see('pool').getUserPoolId()).toBe(school.pool.userPoolId)],
      'Sign in': [(see) => expect(see('pool').getCurrentUser().getUsername()).toEqual(expect.any(String))],
      'Get an access token': [
        async (see) => {
          const token = (await see('accessToken()')) as string;
          const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as object;
          expect(claims).toMatchObject({ token_use: 'access', 'cognito:groups': ['lecturer'] });
        },
      ],
      'Handle errors': [
        (see) => {
          const gateway = new Response(null, { status: 429, headers: { 'retry-after': '7' } });
          const error = new (see('ApiError'))(gateway, { message: 'Too many' }) as object;
          expect(error).toMatchObject({ status: 429, code: undefined, errors: [], retryAfter: 7, message: 'Too many' });
        },
      ],
      'Call the API': [
        async (see) => {
          expect(see('me')).toMatchObject({ email, role: 'LECTURER', status: 'ACTIVE' });
          await expect(see(`call('GET', '/terms')`)).rejects.toMatchObject({ status: 403, code: 'mfa_required' });
        },
      ],
      'Set up an authenticator app': [
        async (see) => {
          expect(await pool.hasAuthenticator(email, 'My-own-2026')).toBe(true);
          expect(waits.splice(0)).toEqual([2000]);
          const invalid = { name: 'Error', status: 400, code: 'validation_failed', errors: [{ field: 'limit' }] };
          await expect(see(`call('GET', '/terms?limit=0')`)).rejects.toMatchObject(invalid);
          await expect(see(`call('GET', '/users')`)).rejects.toMatchObject({ status: 403, code: 'forbidden' });
        },
      ],
      'Show the first screen': [
        (see) => {
          expect(see('home')).toMatchObject({ profile: { email }, classes: [{ id: room.schoolClass.id, progress: [{ missing: 2 }, {}] }] });
          expect(see('termTitle')).toBe('Autumn');
        },
      ],
      Pagination: [(see) => expect(see('termCodes')).toHaveLength(2)],
      'Optimistic locking': [
        async (see) => {
          expect(see('profile')).toMatchObject({ phone: '+84 90 123 4567' });
          const stale = `call('PATCH', '/me', { body: { phone: null }, headers: { 'If-Match': '"1.old"' } })`;
          await expect(see(stale)).rejects.toMatchObject({ status: 412, code: 'stale_version' });
        },
        async (see) => {
          const row = await rowOf();
          const save = see('saveMarks') as (...given: unknown[]) => Promise<unknown>;
          expect(await save(room.schoolClass.id, row, { midterm: 7 })).toMatchObject({ marks: { midterm: 7 } });
          const conflict = await save(room.schoolClass.id, row, { midterm: 8 }, (now: object, typed: object) => ({ now, typed }));
          expect(conflict).toMatchObject({ now: { marks: { midterm: 7 } }, typed: { midterm: 8 } });
        },
      ],
      Retries: [
        async (see) => {
          const create = see('create') as (path: string, body: object) => Promise<Response>;
          const notice = { audience: { classId: room.schoolClass.id }, title: 'Room', body: 'B 204' };
          const answer = (status: number, retryAfter: string) => () =>
            new Response('{"message":"Service Unavailable"}', { status, headers: { 'retry-after': retryAfter } });
          obstacles.push(answer(503, '2'), answer(429, '3'));
          expect((await create('/notifications', notice)).status).toBe(201);
          expect(waits).toEqual([2000, 3000]);
          expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
          await expect(create('/notifications', {})).rejects.toMatchObject({ status: 400 });
          obstacles.push(...Array.from({ length: 4 }, () => answer(503, '1')));
          await expect(create('/notifications', notice)).rejects.toMatchObject({ status: 503, code: undefined });
        },
      ],
      'Upload and download files': [
        async (see) => {
          const picture = new Blob([PICTURE], { type: 'image/png' });
          const { avatarUrl } = (await see('setAvatar')(picture)) as { avatarUrl: string };
          expect(Buffer.from(await (await fetch(avatarUrl)).arrayBuffer())).toEqual(PICTURE);
        },
        async (see) => expect(await (await see('downloadMarks')(room.schoolClass.id)).text()).toContain('studentCode,name,'),
      ],
      'Poll for new notifications': [
        async (see) => {
          expect([await see('pollUnread()'), await see('pollUnread()')]).toEqual([true, false]);
          await school.admin.post('/notifications', { audience: { everyone: true }, title: 'Library', body: 'Closed' });
          const before = see('unread').count as number;
          expect(await see('pollUnread()')).toBe(true);
          expect(see('unread')).toMatchObject({ count: before + 1, more: false });
        },
      ],
      'Sign out': [
        async (see) => {
          const headers = { authorization: `Bearer ${(await see('accessToken()')) as string}` };
          await see('signOut()');
          expect(see('pool').getCurrentUser()).toBeNull();
          expect((await fetch(`${secured.url}/api/v1/me`, { headers })).status).toBe(401);
        },
      ],
    };
    const page = blocks();
    const asserted = new Map<string, number>();
    const supplied = {
      library,
      origin: secured.url,
      email,
      temporaryPassword: school.pool.outbox.find(({ to }) => to === email)!.code,
      newPassword: 'My-own-2026',
      askUserForCode: (uri: string) => authenticatorCode(new URL(uri).searchParams.get('secret')!, Date.now()),
      fetch: async (url: string, request?: RequestInit) => {
        const key = new Headers(request?.headers).get('idempotency-key');
        if (key) keys.push(key);
        return obstacles.shift()?.() ?? fetch(url, request);
      },
      setTimeout: (resume: () => void, after: number) => {
        waits.push(after);
        waited += after;
        resume();
      },
    };
    await run(page, supplied, async (index, see) => {
      const { section } = page[index]!;
      const turn = asserted.get(section) ?? 0;
      asserted.set(section, turn + 1);
      await promises[section]![turn]!(see);
    });
    expect(Object.fromEntries(asserted)).toEqual(
      Object.fromEntries(Object.entries(promises).map(([section, all]) => [section, all.length])),
    );
    expect(page.length).toBe(readFileSync('docs/guides/api-clients.md', 'utf8').match(/^```js/gm)!.length);
  });
});
