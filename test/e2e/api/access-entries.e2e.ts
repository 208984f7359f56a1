import { randomUUID } from 'node:crypto';
import type { Actor } from '../../../src/auth/actor.js';
import { type AuditEntry, type EntityName, REFUSALS } from '../../../src/features/audit/audit-entry.js';
import { Background } from '../../../src/core/context/background.js';
import { classEntity } from '../../../src/features/classes/school-class.js';
import { userEntity } from '../../../src/features/users/user.js';
import { AnotherProcess } from '../../fixtures/another-process.js';
import { auditLogOf } from '../../fixtures/audit-log.js';
import { anActor } from '../../fixtures/builders.js';
import { type Answer, Client } from '../../fixtures/client.js';
import { expectProblem } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

type Listed = Pick<AuditEntry, 'at' | 'entity' | 'action' | 'after' | 'requestId'> & { actor: Pick<Actor, 'id' | 'role'> };

describe('an access entry', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
  });
  afterEach(async () => {
    await school.database.faults.clear();
    await school.get(Background).settled();
  });
  afterAll(() => school.close());

  const entriesBy = async (entity: EntityName, actorId: string, action: string) => {
    await school.get(Background).settled();
    const entries = (await auditLogOf(school, entity)) as unknown as (AuditEntry & { actorId: string })[];
    return entries.filter((entry) => entry.actorId === actorId && entry.action === action);
  };
  const refusalsOf = async ({ id }: Pick<Actor, 'id'>) =>
    (await entriesBy(REFUSALS, id, 'access.refused')).map(({ after }) => after!.route as string);
  /** What the database receives during `work`. */
  const requestsDuring = async (work: () => Promise<unknown>) => {
    let requests = 0;
    const stop = school.database.faults.before('*', () => void (requests += 1));
    await work();
    await school.get(Background).settled();
    stop();
    return requests;
  };

  describe('of a refusal', () => {
    it.each(['LECTURER', 'STUDENT'] as const)('names the route that a %s called, without the values in its path', async (role) => {
      const by = anActor({ role });
      const answer = await school.as(by).get(`/users/${randomUUID()}?name=Nguyen`, { 'x-request-id': 'of-another-request' });
      expectProblem(answer, 403, 'forbidden');
      await school.get(Background).settled();
      const { items } = (await school.admin.get(`/audit?entity=access:refusals&actor=${by.id}`)).body as { items: Listed[] };
      const { requestId } = await school.lineOf(answer);
      expect(requestId).not.toBe('of-another-request');
      expect(items).toEqual([
        {
          id: expect.any(String) as string,
          at: expect.any(String) as string,
          people: [],
          entity: 'access:refusals',
          action: 'access.refused',
          actor: { id: by.id, role },
          after: { route: 'GET /api/v1/users/:id', status: 403, code: 'forbidden' },
          requestId,
        },
      ]);
      expect((await school.admin.get(`/audit?actor=${by.id}`)).body).toMatchObject({ items });
    });

    it('is written if a policy refuses, and if a recent sign-in is required', async () => {
      const { id } = await school.addAccount();
      const demoted = anActor();
      expectProblem(await school.as(demoted).post(`/users/${id}/disable`), 403, 'not_active_admin');
      expect(await refusalsOf(demoted)).toEqual(['POST /api/v1/users/:id/disable']);

      const strict = await SchoolFixture.start({ RECENT_SIGN_IN_MINUTES: '15' });
      try {
        const admin = await strict.addAdmin();
        const auth_time = Math.floor(Date.now() / 1000) - 3600;
        const late = new Client(strict.url, strict.pool.mint({ sub: admin.id, 'cognito:groups': ['admin'], auth_time }));
        const lecturer = await strict.addAccount({ role: 'LECTURER', status: 'DISABLED' });
        expectProblem(await late.post(`/users/${lecturer.id}/anonymise`), 401, 'insufficient_user_authentication');
        await strict.get(Background).settled();
        expect(await auditLogOf(strict, REFUSALS)).toMatchObject([
          {
            actorId: admin.id,
            after: { route: 'POST /api/v1/users/:id/anonymise', status: 401, code: 'insufficient_user_authentication' },
          },
        ]);
      } finally {
        await strict.close();
      }
    });

    it('is not written for other errors, an invalid token, or a token without a role', async () => {
      const by = anActor({ role: 'LECTURER' });
      const before = (await auditLogOf(school, REFUSALS)).length;
      expectProblem(await school.as(by).get(`/classes/${randomUUID()}/scores`), 404, 'class_not_found');
      expect((await new Client(school.url, Promise.resolve('a.b.c')).get('/users')).status).toBe(401);
      expect((await new Client(school.url, school.pool.mint({ sub: randomUUID(), 'cognito:groups': [] })).get('/users')).status).toBe(403);
      await school.get(Background).settled();
      expect(await auditLogOf(school, REFUSALS)).toHaveLength(before);
    });

    it('is written once for all calls of a route in an hour, from all processes', async () => {
      const by = anActor({ role: 'STUDENT' });
      const second = await AnotherProcess.of(school);
      try {
        const clients = [school.as(by), new Client(second.url, school.tokenFor(by))];
        const calls = clients.flatMap((client) => Array.from({ length: 8 }, () => client.get(`/users/${randomUUID()}`)));
        expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(16).fill(403));
      } finally {
        await second.close();
      }
      await school.as(by).get('/users');
      expect((await refusalsOf(by)).sort()).toEqual(['GET /api/v1/users', 'GET /api/v1/users/:id']);
    });

    it('costs nothing if it exists already', async () => {
      const client = school.as(anActor({ role: 'STUDENT' }));
      const call = () => client.get('/audit');
      expect(await requestsDuring(call)).toBe(2);
      expect(await requestsDuring(call)).toBe(0);
    });

    it('does not delay the answer, and does not change it when the database fails', async () => {
      const by = anActor({ role: 'STUDENT' });
      let release!: () => void;
      const held = new Promise<void>((resolve) => (release = resolve));
      const stop = school.database.faults.before('TransactWriteItems', () => held);
      expectProblem(await school.as(by).get('/users'), 403, 'forbidden');
      stop();
      expect(await auditLogOf(school, REFUSALS)).not.toContainEqual(expect.objectContaining({ actorId: by.id }));
      release();
      expect(await refusalsOf(by)).toEqual(['GET /api/v1/users']);

      school.database.faults.failNext('TransactWriteItems', 'InternalServerError', 1_000);
      expectProblem(await school.as(by).get('/audit'), 403, 'forbidden');
      await school.get(Background).settled();
      await school.database.faults.clear();
      expect(await refusalsOf(by)).toEqual(['GET /api/v1/users']);
      expectProblem(await school.as(by).get('/audit'), 403, 'forbidden');
      expect((await refusalsOf(by)).sort()).toEqual(['GET /api/v1/audit', 'GET /api/v1/users']);
    });

    it('is not written for a token that was revoked meanwhile', async () => {
      const { user, client } = await school.addUser();
      const second = await AnotherProcess.of(school);
      try {
        const stale = new Client(second.url, school.tokenFor(user));
        expect((await stale.get('/terms')).status).toBe(200);
        expect((await client.post('/me/sign-out')).status).toBe(204);
        expectProblem(await stale.get('/users'), 403, 'forbidden');
      } finally {
        await second.close();
      }
      expect(await refusalsOf(user)).toEqual([]);
    });
  });

  describe('of a reading', () => {
    it('is written if an admin reads a transcript, once an hour, and not if students read their own', async () => {
      const [{ user: student, client }, clerk] = [await school.addUser(), anActor()];
      const read = (by: Client) => by.get(`/students/${student.id}/transcript`);
      for (const by of [client, school.as(clerk), school.as(clerk)]) expect((await read(by)).status).toBe(200);
      expect((await client.get('/me/transcript')).status).toBe(200);
      expect(await school.entriesOf(student.id, 'transcript.read')).toMatchObject([{ actorId: clerk.id, actorRole: 'ADMIN' }]);
      expect((await client.get('/me/export')).body).toMatchObject({
        changes: expect.arrayContaining([expect.objectContaining({ action: 'transcript.read', byRole: 'ADMIN' })]) as object[],
      });
    });

    it('is not written for a transcript that does not exist', async () => {
      const id = randomUUID();
      expect((await school.admin.get(`/students/${id}/transcript`)).status).toBe(404);
      expect(await auditLogOf(school, userEntity(id))).toEqual([]);
    });

    it('names the part of the audit log that an admin read, once an hour', async () => {
      const clerk = anActor();
      const client = school.as(clerk);
      for (const query of ['entity=term:2026-1', 'entity=term:2026-1&limit=1', `actor=${clerk.id}`]) await client.get(`/audit?${query}`);
      expect((await client.get('/audit?limit=0')).status).toBe(400);
      const { items } = (await school.admin.get(`/audit?entity=access:audit-log&actor=${clerk.id}`)).body as { items: Listed[] };
      expect(items.map(({ action, after }) => ({ action, after }))).toEqual([
        { action: 'audit.read', after: { actorId: clerk.id } },
        { action: 'audit.read', after: { entity: 'term:2026-1' } },
      ]);
    });

    it('makes the reading fail if the token was revoked, also in a process that does not know it yet', async () => {
      const [{ user: admin, client }, { user: student }] = [await school.addUser({ role: 'ADMIN' }), await school.addUser()];
      const second = await AnotherProcess.of(school);
      try {
        const stale = new Client(second.url, school.tokenFor(admin));
        expect((await client.post('/me/sign-out')).status).toBe(204);
        for (const path of [`/students/${student.id}/transcript`, `/audit?entity=user:${student.id}`])
          expectProblem(await stale.get(path), 401, 'not_authenticated');
      } finally {
        await second.close();
      }
      expect(await entriesBy(userEntity(student.id), admin.id, 'transcript.read')).toEqual([]);
    });

    it('does not make the reading fail if it cannot be written', async () => {
      const { user } = await school.addUser();
      school.database.faults.failNext('TransactWriteItems', 'InternalServerError', 1_000);
      expect((await school.admin.get(`/students/${user.id}/transcript`)).status).toBe(200);
      expect((await school.asRole('ADMIN').get('/audit?entity=term:2026-1')).status).toBe(200);
    });
  });

  describe('of an export', () => {
    it('is written for every file of a gradebook, with its reader', async () => {
      const room = await school.addClassroom();
      for (const by of [room.lecturer, room.lecturer, school.admin]) expect((await by.get(`${room.path}/scores.csv`)).status).toBe(200);
      expect((await school.addLecturer().then(({ client }) => client.get(`${room.path}/scores.csv`))).status).toBe(404);
      const entries = await auditLogOf(school, classEntity(room.schoolClass.id));
      expect(entries.filter(({ action }) => action === 'gradebook.exported')).toMatchObject([
        { actorRole: 'LECTURER' },
        { actorRole: 'LECTURER' },
        { actorRole: 'ADMIN' },
      ]);
    });

    it('is written once an hour if people export their own data', async () => {
      const { user, client } = await school.addUser();
      for (let time = 0; time < 2; time += 1) expect((await client.get('/me/export')).status).toBe(200);
      expect(await school.entriesOf(user.id, 'user.exported')).toMatchObject([{ actorId: user.id, actorRole: 'STUDENT' }]);
    });

    it('is written once if two processes export at the same time, and both succeed', async () => {
      const { user, client } = await school.addUser();
      const second = await AnotherProcess.of(school);
      let release!: () => void;
      const both = new Promise<void>((resolve) => (release = resolve));
      let arrived = 0;
      // Both have read by then that there is no entry.
      const stop = school.database.faults.before('TransactWriteItems', ({ TransactItems }) => {
        if (!JSON.stringify(TransactItems).includes('user.exported')) return;
        if ((arrived += 1) === 2) release();
        return both;
      });
      try {
        const clients = [client, new Client(second.url, school.tokenFor(user))];
        expect((await Promise.all(clients.map((each) => each.get('/me/export')))).map(({ status }) => status)).toEqual([200, 200]);
      } finally {
        stop();
        await second.close();
      }
      expect(await school.entriesOf(user.id, 'user.exported')).toHaveLength(1);
    });

    it('makes the export fail if it cannot be written', async () => {
      const impatient = await SchoolFixture.startWithDefaults({ REQUEST_TIME_LIMIT_MS: '300' });
      try {
        const room = await impatient.addClassroom({ students: 1 });
        const student = room.students[0]!;
        const files = [`${room.path}/scores.csv`, `${room.path}/students.csv`];
        const exports = [
          ...files.map((path) => () => room.lecturer.get(path)),
          () => impatient.admin.get('/users.csv'),
          () => impatient.admin.get(`/students/${student.user.id}/transcript.csv`),
          () => student.client.get('/me/export'),
        ];
        for (const ask of exports) {
          impatient.database.faults.failNext('TransactWriteItems', 'ThrottlingException', 1_000);
          expect((await ask()).status).toBe(503);
          await impatient.database.faults.clear();
          expect((await ask()).status).toBe(200);
        }
        expect(await impatient.entriesOf(student.user.id, 'user.exported')).toHaveLength(1);
      } finally {
        await impatient.close();
      }
    });
  });

  describe('of a sign-in', () => {
    const HOUR_S = 3600;
    /** A client with a token of a sign-in so many seconds ago, as each refresh gives a new one. */
    const signedIn = (id: string, secondsAgo: number, url = school.url) => {
      const auth_time = Math.floor(Date.now() / 1000) - secondsAgo;
      return { auth_time, client: new Client(url, school.pool.mint({ sub: id, 'cognito:groups': ['student'], auth_time })) };
    };

    it('is written once, however often tokens of that sign-in are used', async () => {
      const { user } = await school.addUser();
      const second = await AnotherProcess.of(school);
      const { auth_time, client } = signedIn(user.id, HOUR_S);
      const newer = signedIn(user.id, 60);
      try {
        const elsewhere = new Client(second.url, school.pool.mint({ sub: user.id, 'cognito:groups': ['student'], auth_time }));
        for (const by of [client, elsewhere, client, newer.client, client]) expect((await by.get('/terms')).status).toBe(200);
      } finally {
        await second.close();
      }
      const times = [auth_time, newer.auth_time].map((seconds) => new Date(seconds * 1000).toISOString());
      await school.get(Background).settled();
      const entries = await school.entriesOf(user.id, 'user.signed_in');
      expect(entries).toMatchObject(times.map((signedInAt) => ({ actorId: user.id, after: { signedInAt } })));
      expect(entries[0]!.requestId).toBeDefined();
    });

    it('is not written if the token has no time of sign-in, or its session has ended', async () => {
      const { user } = await school.addUser();
      const silent = school.pool.mint({ sub: user.id, 'cognito:groups': ['student'], auth_time: undefined });
      for (const client of [new Client(school.url, silent), signedIn(user.id, 32 * 24 * HOUR_S).client]) {
        expect((await client.get('/me')).status).toBe(200);
      }
      await school.get(Background).settled();
      expect(await school.entriesOf(user.id, 'user.signed_in')).toEqual([]);
    });

    it('costs the request nothing, and nothing at all if it exists already', async () => {
      const { client } = await school.addUser();
      const cost = async () => {
        let answer: Answer;
        const requests = await requestsDuring(async () => {
          answer = await client.get('/terms');
          await school.get(Background).settled();
        });
        return { requests, ofRequest: (await school.lineOf(answer!)).dynamodb.requests };
      };
      expect(await cost()).toEqual({ requests: 4, ofRequest: 1 });
      expect(await cost()).toEqual({ requests: 1, ofRequest: 1 });
    });

    it('does not make the request fail if it cannot be written', async () => {
      const { client } = await school.addUser();
      school.database.faults.failNext('TransactWriteItems', 'InternalServerError', 1_000);
      expect((await client.get('/me')).status).toBe(200);
    });
  });
});
