import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService } from '@nestjs/core';
import { randomUUID } from 'node:crypto';
import { Clock } from '../../../src/core/time/clock.js';
import { idempotentRequest } from '../../../src/http/idempotency/idempotency-key.js';
import { CREATES } from '../../../src/http/responses/created.decorator.js';
import { aCode } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { countOf, CREATE_ROUTES, type CreateRoute, expectSame } from '../../fixtures/idempotent-routes.js';
import { SchoolFixture } from '../../fixtures/school.js';

/** For whatever waits for others. */
const ENOUGH_MS = 25_000;

describe('Idempotency-Key', () => {
  let school: SchoolFixture;
  let admin: Client;

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(ENOUGH_MS);
    ({ admin } = school);
    await school.addDefaults();
  });
  afterAll(() => school.close());
  afterEach(() => jest.restoreAllMocks());

  const sendTo = ({ path }: CreateRoute, body: object, key: string, by = admin) => by.post(path, body, { 'idempotency-key': key });

  it('is taken by every route that makes one thing', () => {
    const routes = school
      .get(DiscoveryService)
      .getControllers()
      .flatMap(({ metatype }) => {
        const prototype = (metatype as { prototype: Record<string, object> }).prototype;
        return Object.getOwnPropertyNames(prototype)
          .filter((name) => name !== 'constructor' && Reflect.getMetadata(CREATES, prototype[name]!))
          .map((name) => ({ metatype: metatype as object, name }));
      });
    expect(routes.length).toBeGreaterThanOrEqual(Object.keys(CREATE_ROUTES).length);
    for (const { metatype, name } of routes) {
      const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, name) as Record<string, { factory?: unknown }>;
      expect({ name, keyed: Object.values(args).some(({ factory }) => factory === idempotentRequest) }).toEqual({ name, keyed: true });
    }
  });

  describe.each(Object.values<CreateRoute>(CREATE_ROUTES))('at POST $path', (route) => {
    const { request, other, nameOf, taken } = route;
    const send = (body: object, key: string, by?: Client) => sendTo(route, body, key, by);
    let code: string;
    let key: string;
    beforeEach(() => {
      code = aCode('K');
      key = randomUUID();
    });

    it('makes one thing of two calls, and answers both alike, wherever the fields stand', async () => {
      const body = request(school, code);
      const first = await send(body, key);
      expectSame(first, first);
      const location = first.headers.get('location');
      expect(location === null ? 'none' : location.split('/').at(-1)).toBe(
        route.path === '/notifications' ? 'none' : nameOf(first.body as never),
      );
      expectSame(await send(body, key), first);
      expectSame(await send(Object.fromEntries(Object.entries(body).reverse()), key), first);
      expect(await countOf(admin, route, school, code)).toBe(1);
    });

    it('makes one thing of eight calls at once', async () => {
      const body = request(school, code);
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(body, key)));
      const made = answers.filter(({ status }) => status === 201);
      // Clients wait for an invitation that another request is processing.
      if (route.path === '/users') {
        answers.filter(({ status }) => status !== 201).forEach((answer) => expectProblem(answer, 409, 'in_progress'));
        expect(made.length).toBeGreaterThanOrEqual(1);
      } else {
        expect(made).toHaveLength(8);
      }
      expect(new Set(made.map((answer) => nameOf(answer.body as never))).size).toBe(1);
      expectSame(await send(body, key), made[0]!);
      expect(await countOf(admin, route, school, code)).toBe(1);
    });

    it('is good for one request', async () => {
      await send(request(school, code), key);
      const others = [
        send({ ...request(school, code), ...other }, key),
        ...Object.values<CreateRoute>(CREATE_ROUTES)
          .filter(({ path }) => path !== route.path)
          .map((another) => sendTo(another, another.request(school, aCode('K')), key)),
      ];
      for (const answer of await Promise.all(others)) expectProblem(answer, 422, 'idempotency_key_reused');
    });

    it('is not used up by a request that is refused', async () => {
      expectProblem(await send({ ...request(school, code), unknown: 1 }, key), 400, 'validation_failed');
      if (taken) {
        const theirs = aCode('K');
        await admin.post(route.path, request(school, theirs));
        expectProblem(await send({ ...request(school, theirs), ...other }, key), 409, taken);
      }
      expect((await send(request(school, code), key)).status).toBe(201);
    });

    it('is known for a day', async () => {
      const start = Date.now();
      const first = await send(request(school, code), key);
      const now = jest.spyOn(school.get(Clock), 'now').mockReturnValue(new Date(start + 24 * 3600_000 - 2_000));
      expectSame(await send(request(school, code), key), first);
      now.mockReturnValue(new Date(start + 24 * 3600_000 + 60_000));
      const next = aCode('K');
      expect((await send(request(school, next), key)).status).toBe(201);
      expect(await countOf(admin, route, school, next)).toBe(1);
    });

    it('belongs to one user: the same key of another user is another key', async () => {
      await send(request(school, code), key);
      const another = aCode('K');
      const { client } = await school.addUser({ role: 'ADMIN' });
      expect((await send(request(school, another), key, client)).status).toBe(201);
      expect(await countOf(client, route, school, another)).toBe(1);
    });

    it.each(['', ' ', 'x'.repeat(129), 'two words', 'schlüssel', 'a\tb'])('is refused if it is %j', async (bad) => {
      const answer = await send(request(school, code), bad);
      expectProblem(answer, 400, 'validation_failed');
      expect(fieldsOf(answer)).toEqual(['Idempotency-Key']);
      expect(await countOf(admin, route, school, code)).toBe(0);
    });

    it.each(['!', '~'.repeat(128), '"quoted#/%"'])('may be %j', async (good) => {
      const { client } = await school.addUser({ role: 'ADMIN' });
      const body = request(school, code);
      expectSame(await send(body, good, client), await send(body, good, client));
    });

    it('costs a read, and nothing where it is left out', async () => {
      const plain = (await school.lineOf(await admin.post(route.path, request(school, aCode('K'))))).dynamodb;
      const keyed = (await school.lineOf(await send(request(school, code), key))).dynamodb;
      expect([keyed.rounds - plain.rounds, keyed.requests - plain.requests]).toEqual([1, 1]);
      const replay = (await school.lineOf(await send(request(school, code), key))).dynamodb;
      expect([replay.rounds, replay.requests]).toEqual([2, 2]);
    });
  });

  it('answers with the thing as it is by then', async () => {
    const [terms, code, key] = [CREATE_ROUTES.terms, aCode('K'), randomUUID()];
    await sendTo(terms, terms.request(school, code), key);
    const { body } = await admin.patch(`/terms/${code}`, { title: 'Spring' });
    expect(await sendTo(terms, terms.request(school, code), key)).toMatchObject({ status: 201, body: body as object });
  });

  it.each<CreateRoute>([CREATE_ROUTES.terms, CREATE_ROUTES.classes, CREATE_ROUTES.notifications])(
    'does not bring back what was removed of $path',
    async (route) => {
      const [code, key] = [aCode('K'), randomUUID()];
      const { body } = await sendTo(route, route.request(school, code), key);
      expect((await admin.delete(`${route.path}/${route.nameOf(body as never)}`)).status).toBe(204);
      expectProblem(await sendTo(route, route.request(school, code), key), 409, 'created_thing_gone');
      expect(await countOf(admin, route, school, code)).toBe(0);
    },
  );

  it('is ignored by other routes', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const { id } = await school.addSubject();
    for (const body of [{ reason: 'One' }, { reason: 'Another' }]) {
      expect((await admin.post(`/subjects/${id}/retire`, body, headers)).status).toBe(200);
    }
    expect((await admin.get('/terms', { 'idempotency-key': 'two words' })).status).toBe(200);
  });

  it('gives no access to a user without permission', async () => {
    const [terms, code, key] = [CREATE_ROUTES.terms, aCode('K'), randomUUID()];
    const { user, client } = await school.addUser({ role: 'ADMIN' });
    await sendTo(terms, terms.request(school, code), key, client);
    expectProblem(await sendTo(terms, terms.request(school, code), key, school.as({ id: user.id, role: 'STUDENT' })), 403, 'forbidden');
  });
});
