import { DiscoveryService } from '@nestjs/core';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { IS_PUBLIC, REQUIRED_PERMISSION } from '../../src/auth/access.decorators.js';
import type { Answer } from '../fixtures/client.js';
import { expectUnauthenticated } from '../fixtures/expectations.js';
import { SchoolFixture } from '../fixtures/school.js';

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('access', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.start();
  });
  afterAll(() => school.close());

  const withToken = (token: string): Promise<Answer> => school.as().get('/terms', { authorization: `Bearer ${token}` });
  const claims = (changed: object = {}) => ({ sub: randomUUID(), 'cognito:groups': ['admin'], ...changed });
  const now = () => Math.floor(Date.now() / 1000);

  it('is granted to a valid access token with one role', async () => {
    expect((await withToken(await school.pool.mint(claims()))).status).toBe(200);
  });

  it('is denied without a token', async () => {
    const { status, headers, body } = await school.as().get('/terms');
    expectUnauthenticated({ status, headers, body });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    ['expired', () => ({ exp: now() - 1, iat: now() - 1000 })],
    ['of another issuer', () => ({ iss: 'https://elsewhere.example/pool' })],
    ['of another client', () => ({ client_id: 'another' })],
    ['an id token', () => ({ token_use: 'id' })],
  ])('is refused to a token that is %s', async (_what, changed) => {
    expect((await withToken(await school.pool.mint(claims(changed())))).status).toBe(401);
  });

  it.each([
    ['no group', []],
    ['two roles', ['admin', 'student']],
    ['a group that is no role', ['principal']],
    ['a role in another case', ['ADMIN']],
  ])('is refused to a token with %s', async (_what, groups) => {
    expect((await withToken(await school.pool.mint(claims({ 'cognito:groups': groups })))).status).toBe(403);
  });

  describe('is denied to a forged token:', () => {
    const forged = async (header: object, signature: (input: string) => string): Promise<number> => {
      const [, payload] = (await school.pool.mint(claims())).split('.');
      const input = `${encoded(header)}.${payload}`;
      return (await withToken(`${input}.${signature(input)}`)).status;
    };
    const kidOf = async () =>
      (JSON.parse(Buffer.from((await school.pool.mint(claims())).split('.')[0]!, 'base64url').toString()) as { kid: string }).kid;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ownSignature = (input: string) => sign('sha256', Buffer.from(input), privateKey).toString('base64url');

    it('without a signature', async () => {
      expect(await forged({ alg: 'none', kid: await kidOf() }, () => '')).toBe(401);
    });

    it('signed with another key under our key id', async () => {
      expect(await forged({ alg: 'RS256', kid: await kidOf() }, ownSignature)).toBe(401);
    });

    it('signed with an unknown key', async () => {
      expect(await forged({ alg: 'RS256', kid: 'unknown' }, ownSignature)).toBe(401);
    });

    it('with altered claims', async () => {
      const [header, , signature] = (await school.pool.mint(claims({ 'cognito:groups': ['student'] }))).split('.');
      expect((await withToken(`${header}.${encoded(claims())}.${signature}`)).status).toBe(401);
    });

    it.each(['', 'nonsense', 'a.b.c', '..'])('%j', async (token) => {
      expect((await withToken(token)).status).toBe(401);
    });
  });

  it('is denied to a changed copy of a verified token', async () => {
    const token = await school.pool.mint(claims());
    const statusOf = async (authorization: string) => (await school.as().get('/terms', { authorization })).status;
    expect(await statusOf(`Bearer ${token}`)).toBe(200);
    expect(await statusOf(`bearer ${token}`)).toBe(200);
    for (const authorization of [token, `Basic ${token}`, `Digest ${token}`, `Bearer ${token.slice(0, -1)}`, `Bearer ${token}A`]) {
      expect([authorization.slice(0, 8), await statusOf(authorization)]).toEqual([authorization.slice(0, 8), 401]);
    }
  });

  it('is denied to roles without the permission of a route', async () => {
    expect((await school.asRole('STUDENT').post('/terms', {})).status).toBe(403);
  });

  it.each([
    ['the query', '/terms?unasked=1', {}],
    ['the body', `/users/${randomUUID()}/disable`, { unasked: 1 }],
    ['a file', '/terms', 'a,b'],
  ])('is refused before the response reveals anything about %s', async (_what, path, body) => {
    const type: Record<string, string> = typeof body === 'string' ? { 'content-type': 'text/csv' } : {};
    expect((await school.as().post(path, body, type)).status).toBe(401);
    expect((await school.asRole('STUDENT').post(path, body, type)).status).toBe(403);
  });

  it('is decided for every route by its decorators', () => {
    const handlers = school
      .get(DiscoveryService)
      .getControllers()
      .flatMap(({ metatype }) =>
        Object.entries(Object.getOwnPropertyDescriptors(metatype!.prototype as object)).map(([name, { value }]) => [name, value] as const),
      )
      .filter(([name]) => name !== 'constructor');
    const undecided = handlers.filter(
      ([, handler]) => !Reflect.hasMetadata(REQUIRED_PERMISSION, handler as object) && !Reflect.hasMetadata(IS_PUBLIC, handler as object),
    );
    expect(handlers.length).toBeGreaterThan(10);
    expect(undecided.map(([name]) => name)).toEqual([]);
  });

  it('is unavailable without the keys of the pool', async () => {
    const another = await SchoolFixture.start();
    const token = await another.tokenFor({ id: randomUUID(), role: 'ADMIN' });
    await another.pool.close();
    const { status, body } = await another.as().get('/terms', { authorization: `Bearer ${token}` });
    expect([status, (body as { code: string }).code]).toEqual([503, 'unavailable']);
    await another.close();
  });

  it('is not blocked by tokens with unknown keys', async () => {
    const another = await SchoolFixture.start();
    try {
      const [, payload, signature] = (await another.pool.mint(claims())).split('.');
      const made = Array.from(
        { length: 15 },
        (_, index) => `${encoded({ alg: 'RS256', kid: `made-up-${index}` })}.${payload}.${signature}`,
      );
      const answers = await Promise.all(made.map((token) => another.as().get('/terms', { authorization: `Bearer ${token}` })));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
      expect((await another.asRole('ADMIN').get('/terms')).status).toBe(200);
    } finally {
      await another.close();
    }
  });

  it('is unavailable without the revocations', async () => {
    const another = await SchoolFixture.start({ REQUEST_TIME_LIMIT_MS: '200' });
    try {
      another.database.faults.failNext('Query', 'InternalServerError', 1_000);
      const { status, headers, body } = await another.asRole('ADMIN').get('/terms');
      expect([status, (body as { code: string }).code, headers.get('retry-after')]).toEqual([503, 'unavailable', '1']);
    } finally {
      await another.close();
    }
  });
});
