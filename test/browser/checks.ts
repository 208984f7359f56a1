import type { Route } from 'playwright-core';
import { authenticatorCode } from '../../local/cognito/cognito.fixture.js';
import type { Entry, GuidePage } from './guide-page.js';
import { LECTURER, PASSWORD, type Scene, STUDENT } from './scene.js';

/** What is checked after the blocks of each section: one check for each block. */
export type Checks = Readonly<Record<string, readonly (() => Promise<void>)[]>>;

const OWN_PASSWORD = 'My-own-2026';
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What the lecturer enters while the blocks run. */
export function firstEntries({ school }: Scene): Entry[] {
  const temporary = school.pool.outbox.find(({ to }) => to === LECTURER)!.code;
  return [
    ['E-mail', LECTURER],
    ['Password', temporary],
    ['Choose a password', 'short'],
    ['Password did not conform with policy: Password not long enough'],
    ['Choose a password', OWN_PASSWORD],
  ];
}

export function checksOf(scene: Scene, guide: GuidePage): Checks {
  const { school, accounts, secured, room } = scene;
  const { page, entries, waits } = guide;
  const see = guide.see.bind(guide);
  const failureOf = guide.failureOf.bind(guide);
  const classId = room.schoolClass.id;
  const rowOf = async () => JSON.stringify((await room.rows())[0]!);
  /** The code that the authenticator app shows next. */
  let nextCode = () => '';

  const fromGateway = (status: number, headers: Record<string, string> = {}) => ({
    status,
    headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After', ...headers },
    body: '{"message":"Service Unavailable"}',
  });
  const obstruct = async (path: string, obstacles: ((route: Route) => Promise<void>)[]) => {
    await page.route(`**${path}`, (route) => (obstacles.shift() ?? ((free) => free.continue()))(route));
  };

  return {
    'Configure Amplify': [
      async () => {
        expect(await see('api')).toBe('http://127.0.0.1:3000/api/v1');
        expect(await see('Amplify.getConfig().Auth.Cognito')).toMatchObject({
          userPoolId: school.pool.userPoolId,
          userPoolClientId: school.pool.clientId,
          userPoolEndpoint: school.pool.url,
        });
      },
    ],
    'Sign in': [
      async () => {
        expect(await see('getCurrentUser()')).toMatchObject({ signInDetails: { loginId: LECTURER, authFlowType: 'USER_SRP_AUTH' } });
        await page.route(`${school.pool.url}/**`, (route) => route.abort());
        expect(await failureOf(`enter('${LECTURER}', '${OWN_PASSWORD}')`)).toMatchObject({ name: 'NetworkError' });
        await page.unroute(`${school.pool.url}/**`);
        expect(await failureOf(`enter('${LECTURER}', 'Wrong-2026')`)).toMatchObject({ name: 'NotAuthorizedException' });
      },
    ],
    'Recover a forgotten password': [
      async () => {
        entries.push(['Code from the e-mail', () => school.pool.outbox.findLast(({ to }) => to === STUDENT)!.code]);
        entries.push(['Choose a password', 'Found-2026']);
        await see(`recover('${STUDENT}')`);
        expect(await see('getCurrentUser()')).toMatchObject({ signInDetails: { loginId: STUDENT } });
        expect(await failureOf(`enter('${STUDENT}', '${PASSWORD}')`)).toMatchObject({ name: 'NotAuthorizedException' });
        await see(`enter('${LECTURER}', '${OWN_PASSWORD}')`);
      },
    ],
    'Get an access token': [
      async () => {
        const token = await see('accessToken()');
        expect(claimsOf(token)).toMatchObject({ token_use: 'access', 'cognito:groups': ['lecturer'] });
        expect(await see('accessToken()')).toBe(token);
        await see('passTime(16 * 60_000)');
        const refreshed = await see('accessToken()');
        expect(refreshed).not.toBe(token);
        expect(claimsOf(refreshed)).toMatchObject({ token_use: 'access', auth_time: claimsOf(token).auth_time });
      },
    ],
    'Handle errors': [
      async () => {
        const errorOf = (body: object) =>
          failureOf(`Promise.reject(new ApiError(new Response(null, { status: 429, statusText: 'Slow' }), ${JSON.stringify(body)}))`);
        const read = { name: 'Error', status: 429, errors: [], retryAfter: 0 };
        expect(await errorOf({ message: 'Too many' })).toEqual({ ...read, message: 'Too many' });
        expect(await errorOf({ detail: 'Wait.', code: 'too_many_requests', requestId: 'r-1' })).toEqual({
          ...{ ...read, message: 'Wait.', code: 'too_many_requests', requestId: 'r-1' },
        });
        expect(await errorOf({})).toMatchObject({ message: 'Slow' });
      },
    ],
    'Call the API': [
      async () => {
        expect(await see('me')).toMatchObject({ email: LECTURER, role: 'LECTURER', status: 'ACTIVE' });
        expect(await failureOf(`call('GET', '/terms')`)).toMatchObject({ status: 403, code: 'mfa_required' });
        await obstruct('/me', [(route) => route.fulfill({ ...fromGateway(502), body: '<html>' })]);
        expect(await failureOf(`call('GET', '/me')`)).toEqual({
          name: 'Error',
          message: 'Bad Gateway',
          status: 502,
          errors: [],
          retryAfter: 0,
        });
        await page.unroute('**/me');
        const prefix = 'Add this to your authenticator app, and enter its code: ';
        entries.push([
          `${prefix}otpauth://totp/School:${LECTURER}?secret=`,
          (question) => {
            const secret = new URL(question.slice(prefix.length)).searchParams.get('secret')!;
            nextCode = () => authenticatorCode(secret, Date.now() + 30_000);
            return authenticatorCode(secret, Date.now());
          },
        ]);
      },
    ],
    'Set up an authenticator app': [
      async () => {
        expect(waits.splice(0)).toEqual([2000]);
        expect(await accounts.hasAuthenticator(LECTURER, OWN_PASSWORD)).toBe(true);
        const invalid = { status: 400, code: 'validation_failed', errors: [{ field: 'limit' }] };
        expect(await failureOf(`callWithSecondFactor('GET', '/terms?limit=0')`)).toMatchObject(invalid);

        entries.push(['Code of your authenticator app', null]);
        expect(await failureOf(`enter('${LECTURER}', '${OWN_PASSWORD}')`)).toMatchObject({ name: 'EmptyChallengeResponse' });
        entries.push(['Code of your authenticator app', '000000'], ['Invalid code received for user']);
        entries.push(['Code of your authenticator app', () => nextCode()]);
        await see(`enter('${LECTURER}', '${OWN_PASSWORD}')`);
        expect(await see(`call('GET', '/terms').then(({ status }) => status)`)).toBe(200);
      },
    ],
    'Show the first screen': [
      async () => {
        expect(await see('home')).toMatchObject({
          profile: { email: LECTURER },
          classes: [{ id: classId, progress: [{ missing: 2 }, {}] }],
        });
        expect(await see('[termTitle(home), termTitle({})]')).toEqual(['Autumn', 'No terms yet']);
      },
    ],
    Pagination: [
      async () => expect(new Set(await see('termCodes')).size).toBe(2),
      async () => expect((await see<number[]>('pageSizes')).filter((size) => size > 0)).toEqual([1, 1]),
    ],
    'Optimistic locking': [
      async () => {
        expect(await see('profile')).toMatchObject({ phone: '+84 90 123 4567' });
        const conflict = await see(`save('/me', form, { phone: null }, (now, typed) => ({ now, typed }))`);
        expect(conflict).toMatchObject({ now: { value: { phone: '+84 90 123 4567' } }, typed: { phone: null } });
        expect(await see(`save('/me', ${JSON.stringify(conflict.now)}, { phone: '+84 90 765 4321' })`)).toMatchObject({
          phone: '+84 90 765 4321',
        });
        expect(await failureOf(`read('/me').then((form) => save('/me', form, { phone: 5 }))`)).toMatchObject({ status: 400 });
        const stale = `call('PATCH', '/me', { body: { phone: null }, headers: { 'If-Match': form.etag } })`;
        expect(await failureOf(stale)).toMatchObject({ status: 412, code: 'stale_version' });
        expect(await failureOf(`call('PATCH', '/me', { body: { phone: null } })`)).toMatchObject({ status: 428 });
      },
      async () => {
        const row = await rowOf();
        const saved = (marks: object) => `saveMarks('${classId}', ${row}, ${JSON.stringify(marks)}, (now, typed) => ({ now, typed }))`;
        expect(await see(saved({ midterm: 7 }))).toMatchObject({ marks: { midterm: 7 } });
        expect(await see(saved({ midterm: 8 }))).toMatchObject({ now: { marks: { midterm: 7 } }, typed: { midterm: 8 } });
        expect(await failureOf(saved({ midterm: 'x' }))).toMatchObject({ status: 400 });
      },
    ],
    Retries: [
      async () => {
        await see('passTime(16 * 60_000)');
        await page.route(`${school.pool.url}/**`, (route) => (waits.length === 0 ? route.abort() : route.continue()));
        expect(await see(`callWithRetries('GET', '/me').then(({ status }) => status)`)).toBe(200);
        expect(waits.splice(0)).toEqual([1000]);
        await page.unroute(`${school.pool.url}/**`);

        const keys: (string | undefined)[] = [];
        page.on('request', (request) => {
          if (request.method() === 'POST' && request.url().endsWith('/notifications')) keys.push(request.headers()['idempotency-key']);
        });
        const notice = JSON.stringify({ audience: { classId }, title: 'Room', body: 'B 204' });
        const answer = (status: number, headers?: object) => (route: Route) => route.fulfill(fromGateway(status, { ...headers }));
        await obstruct('/notifications', [answer(503, { 'retry-after': '2' }), answer(429), (route) => route.abort('connectionreset')]);
        expect(await see(`create('/notifications', ${notice}).then(({ status }) => status)`)).toBe(201);
        expect(waits.splice(0)).toEqual([2000, 1000, 1000]);
        expect([keys.length, new Set(keys).size]).toEqual([4, 1]);
        expect(keys[0]).toMatch(/^[\w-]{36}$/);
        await page.unroute('**/notifications');

        expect(await failureOf(`create('/notifications', {})`)).toMatchObject({ status: 400 });
        await obstruct(
          '/notifications',
          Array.from({ length: 4 }, () => answer(503)),
        );
        expect(await failureOf(`create('/notifications', ${notice})`)).toMatchObject({ status: 503 });
        expect(waits.splice(0)).toEqual([1000, 1000, 1000]);
        await page.unroute('**/notifications');
      },
    ],
    'Upload and download files': [
      async () => {
        const bytes = `Uint8Array.from(atob('${PICTURE}'), (character) => character.charCodeAt(0))`;
        const { avatarUrl } = await see(`setAvatar(new File([${bytes}], 'me.png', { type: 'image/png' }))`);
        expect(await bytesAt(avatarUrl)).toBe(PICTURE);
        const material = await see(`addMaterial('${classId}', new File(['Week 1'], 'plan.txt', { type: 'text/plain' }))`);
        expect(material).toMatchObject({ name: 'plan.txt', size: 6 });
        const offer = `call('POST', '/me/avatar', { body: { contentType: 'image/png', size: 70 } })`;
        const other = `${offer}.then((response) => response.json()).then((offer) => upload(offer.upload, new File(['x'], 'x.png')))`;
        expect(await failureOf(other)).toMatchObject({ message: 'The upload failed: 400' });
      },
      async () => {
        const file = await see(`downloadMarks('${classId}').then(async (file) => ({ name: file.name, text: await file.text() }))`);
        expect(file).toEqual({ name: `marks-${classId}.csv`, text: expect.stringContaining('studentCode,name,') });
      },
    ],
    'Poll for new notifications': [
      async () => {
        expect([await see('pollUnread()'), await see('pollUnread()')]).toEqual([true, false]);
        const { count } = await see('unread');
        await school.admin.post('/notifications', { audience: { everyone: true }, title: 'Library', body: 'Closed' });
        expect(await see('pollUnread()')).toBe(true);
        expect(await see('unread')).toMatchObject({ count: count + 1, more: false });
      },
    ],
    'Sign out': [
      async () => {
        const headers = { authorization: `Bearer ${await see('accessToken()')}` };
        await see(`call('POST', '/me/sign-out')`);
        await see('signOutEverywhere()');
        expect(await see('getCurrentUser().catch((error) => error.name)')).toBe('UserUnAuthenticatedException');
        expect(await see('Object.keys(localStorage)')).toEqual([]);
        expect(await failureOf('accessToken()')).toMatchObject({ message: 'You are not signed in.' });
        expect(await failureOf('signOutEverywhere()')).toMatchObject({ message: 'You are not signed in.' });
        expect((await fetch(`${secured.url}/api/v1/me`, { headers })).status).toBe(401);
      },
    ],
  };

  async function bytesAt(url: string): Promise<string> {
    return see(
      `fetch('${url}').then((response) => response.arrayBuffer()).then((bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))))`,
    );
  }
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
}
