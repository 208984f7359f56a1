import { randomUUID } from 'node:crypto';
import { subjectEntity } from '../../../src/features/subjects/subject.js';
import { TermsRepository } from '../../../src/features/terms/terms.repository.js';
import { aTerm, anActor, anEntry } from '../../fixtures/builders.js';
import type { Client } from '../../fixtures/client.js';
import { expectProblem, fieldsOf } from '../../fixtures/expectations.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('GET /audit', () => {
  let school: SchoolFixture;
  let admin: Client;
  beforeAll(async () => {
    school = await SchoolFixture.startWithDefaults();
    ({ admin } = school);
  });
  afterAll(() => school.close());

  const idsOf = (entries: { id: string }[]) => entries.map(({ id }) => id);
  const at = (milliseconds: number) => new Date(Date.UTC(2026, 10, 2, 8) + milliseconds).toISOString();
  /** Entries of one actor on one thing at these milliseconds, in the order given. */
  const recorded = async (...times: number[]) => {
    const [by, entity] = [anActor(), subjectEntity(randomUUID())];
    const entries = times.map((time) => anEntry({ at: at(time), entity, by }));
    for (const entry of entries) await school.get(TermsRepository).create(aTerm(), { audit: entry });
    return { by, entity, entries };
  };

  it('tells who did what to which thing, when, how, why and in which request', async () => {
    const schoolClass = await school.addClass();
    const clerk = anActor();
    const answer = await school.as(clerk).post(`/classes/${schoolClass.id}/archive`, { reason: 'The term is over.' });
    const { items } = (await admin.get(`/audit?entity=class:${schoolClass.id}`)).body as { items: object[] };
    expect(items).toHaveLength(2);
    expect(items[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
      entity: `class:${schoolClass.id}`,
      action: 'class.archived',
      actor: { id: clerk.id, role: 'ADMIN' },
      before: { status: 'ACTIVE' },
      after: { status: 'ARCHIVED' },
      people: [],
      reason: 'The term is over.',
      requestId: answer.headers.get('x-request-id'),
    });
    expect(items[1]).toMatchObject({ action: 'class.created' });
  });

  it('tells it of all things of one actor, of one thing by all actors, and of both together', async () => {
    const [one, other] = [anActor(), anActor()];
    const [first, second] = [await school.addTerm(), await school.addTerm()];
    const retitle = async (by: typeof one, term: string, title: string) => {
      expect((await school.as(by).patch(`/terms/${term}`, { title })).status).toBe(200);
    };
    await retitle(one, first, '1');
    await retitle(one, second, '2');
    await retitle(other, first, '3');
    const titles = async (query: string) =>
      (await admin.walk(`/audit?${query}`, 1))
        // The first request of each actor is recorded, too.
        .filter(({ action }: { action: string }) => action !== 'user.signed_in')
        .map(({ after }: { after: { title: string } }) => after.title);
    expect(await titles(`actor=${one.id}`)).toEqual(['2', '1']);
    expect(await titles(`entity=term:${first}`)).toEqual(['3', '1', 'Autumn']);
    expect(await titles(`entity=term:${first}&actor=${one.id}`)).toEqual(['1']);
    expect(await titles(`entity=term:${second}&actor=${other.id}`)).toEqual([]);
  });

  it.each([1, 2, 5, 100])('walks all entries once, newest first, by pages of %d', async (limit) => {
    // Three of them at one instant.
    const { by, entity, entries } = await recorded(0, 1, 2, 2, 2, 3, 4);
    for (const query of [`entity=${entity}`, `actor=${by.id}`, `entity=${entity}&actor=${by.id}`]) {
      const walked = (await admin.walk(`/audit?${query}`, limit)) as { id: string; at: string }[];
      expect(idsOf(walked).sort()).toEqual(idsOf(entries).sort());
      expect(walked.map((entry) => entry.at)).toEqual([4, 3, 2, 2, 2, 1, 0].map(at));
    }
  });

  it('goes on where it was, whatever is written meanwhile', async () => {
    const term = await school.addTerm();
    const read = async (cursor?: string) =>
      (await admin.get(`/audit?entity=term:${term}&limit=2${cursor ? `&cursor=${cursor}` : ''}`)).body as {
        items: { id: string; after: { title: string } }[];
        nextCursor: string;
      };
    for (const title of ['1', '2', '3']) await admin.patch(`/terms/${term}`, { title });
    const first = await read();
    await admin.patch(`/terms/${term}`, { title: '4' });
    const next = await read(first.nextCursor);
    expect([...first.items, ...next.items].map(({ after }) => after.title)).toEqual(['3', '2', '1', 'Autumn']);
  });

  it('takes `from` inclusively and `to` exclusively, to the millisecond', async () => {
    const { by, entity } = await recorded(0, 999, 1000, 1001, 2000);
    const atBetween = async (query: string, bounds: { from?: string; to?: string }) =>
      (await admin.walk(`/audit?${query}&${new URLSearchParams(bounds).toString()}`, 2)).map((entry: { at: string }) => entry.at);
    for (const query of [`entity=${entity}`, `actor=${by.id}`]) {
      expect(await atBetween(query, { from: at(1000) })).toEqual([2000, 1001, 1000].map(at));
      expect(await atBetween(query, { to: at(1000) })).toEqual([999, 0].map(at));
      expect(await atBetween(query, { from: at(1000), to: at(1001) })).toEqual([at(1000)]);
      // To the second is to its first millisecond.
      expect(await atBetween(query, { from: '2026-11-02T08:00:01Z', to: '2026-11-02T08:00:02Z' })).toEqual([1001, 1000].map(at));
      expect(await atBetween(query, { from: '2026-11-02T08:00:01.00Z', to: '2026-11-02T08:00:01.001Z' })).toEqual([at(1000)]);
    }
  });

  describe('of the whole school', () => {
    /** Entries at these milliseconds of a period that no other test uses, by different people on different things. */
    const start = Date.UTC(2050, 4, 1);
    const on = (milliseconds: number) => new Date(start + milliseconds).toISOString();
    const DAY_MS = 24 * 60 * 60 * 1000;
    const between = (from: number, to: number) => `/audit?from=${on(from)}&to=${on(to)}`;

    it('has all entries of a period, across days, in pages of any size', async () => {
      const times = [0, 1, 1, DAY_MS - 1, DAY_MS, 3 * DAY_MS, 20 * DAY_MS];
      for (const time of times) await school.get(TermsRepository).create(aTerm(), { audit: anEntry({ at: on(time), by: anActor() }) });
      for (const limit of [1, 3, 100]) {
        const found = (await admin.walk(between(0, 21 * DAY_MS), limit)) as { at: string }[];
        expect(found.map((entry) => entry.at)).toEqual(times.toReversed().map(on));
      }
      expect(await admin.walk(between(1, DAY_MS), 100)).toHaveLength(3);
    });

    it('is of the last seven days before the end of the period, if it has no start', async () => {
      const times = [100, 107, 107.5].map((days) => days * DAY_MS);
      for (const time of times) await school.get(TermsRepository).create(aTerm(), { audit: anEntry({ at: on(time) }) });
      const found = (await admin.walk(`/audit?to=${on(times[2]! + 1)}`, 100)) as { at: string }[];
      expect(found.map((entry) => entry.at)).toEqual([on(times[2]!), on(times[1]!)]);
    });

    it('begins with what was done last, and names the people in it', async () => {
      const { user, client } = await school.addUser();
      expect((await client.patch('/me', { phone: '+84 28 1234' })).status).toBe(200);
      const { items } = (await admin.get('/audit?limit=5')).body as { items: { action: string; actor: { id: string; code?: string } }[] };
      const entry = items.find(({ action, actor }) => action === 'user.changed' && actor.id === user.id);
      expect(entry!.actor).toMatchObject({ code: user.code, familyName: user.familyName });
    });

    it('is recorded as read, like the log of a thing', async () => {
      const by = anActor();
      await school.as(by).get('/audit?limit=1');
      const entries = await admin.walk(`/audit?actor=${by.id}`, 5);
      expect(entries).toContainEqual(expect.objectContaining({ action: 'audit.read', entity: 'access:audit-log', after: {} }));
    });

    it.each(['LECTURER', 'STUDENT'] as const)('is for admins only, not for a %s', async (role) => {
      expectProblem(await school.asRole(role).get('/audit'), 403, 'forbidden');
    });
  });

  it('knows nothing of things that never were', async () => {
    expect((await admin.get('/audit?entity=term:never')).body).toEqual({ items: [], nextCursor: null });
    expect((await admin.get(`/audit?actor=${randomUUID()}`)).body).toEqual({ items: [], nextCursor: null });
  });

  const id = randomUUID();
  it.each([
    ['entity', 'entity='],
    ['entity', 'entity=term'],
    ['entity', 'entity=term:'],
    ['entity', 'entity=term:with%20space'],
    ['entity', 'entity=term:of-more-than-20-characters'],
    ['entity', 'entity=user:1'],
    ['entity', `entity=USER:${id}`],
    ['entity', `entity=user:${id.toUpperCase()}`],
    ['entity', `entity=user:${id}:${id}`],
    ['entity', `entity=user:${id}%0A`],
    ['entity', `entity=enrolment:${id}`],
    ['entity', `entity=enrolment:${id}:${id}:${id}`],
    ['entity', `entity=constructor:${id}`],
    ['entity', `entity=${id}`],
    ['entity', `entity=user:${id}&entity=user:${id}`],
    ['entity', `entity[]=user:${id}`],
    ['actor', `actor=somebody`],
    ['actor', `entity=user:${id}&actor=`],
    ['from', `actor=${id}&from=yesterday`],
    ['from', `actor=${id}&from=2026-11-02`],
    ['from', `actor=${id}&from=2026-02-30T08:00:00Z`],
    ['from', `actor=${id}&from=2026-11-02T24:00:00Z`],
    ['from', `actor=${id}&from=2026-11-02T08:00:00%2B07:00`],
    ['from', `actor=${id}&from=2026-11-02T08:00:00.1234Z`],
    ['to', `actor=${id}&to=2026-11-02T08:00Z`],
    ['to', `actor=${id}&from=2026-11-02T08:00:00Z&to=2026-11-02T08:00:00.000Z`],
    ['to', 'from=2026-11-02T08:00:00Z&to=2026-11-02T08:00:00.000Z'],
    ['action', `actor=${id}&action=term.changed`],
  ])('refuses what names no entries, saying that it is %s: %s', async (field, query) => {
    const answer = await admin.get(`/audit?${query}`);
    expectProblem(answer, 400, 'validation_failed');
    expect(fieldsOf(answer)[0]!.replace('[]', '')).toBe(field);
  });

  it('opens a cursor for the question it was given to only', async () => {
    const { by, entity } = await recorded(0, 1);
    const { nextCursor } = (await admin.get(`/audit?entity=${entity}&limit=1`)).body as { nextCursor: string };
    expect((await admin.get(`/audit?entity=${entity}&limit=1&cursor=${nextCursor}`)).status).toBe(200);
    expectProblem(await admin.get(`/audit?entity=${entity}&actor=${by.id}&limit=1&cursor=${nextCursor}`), 400, 'invalid_cursor');
    expectProblem(await school.asRole('ADMIN').get(`/audit?entity=${entity}&limit=1&cursor=${nextCursor}`), 400, 'invalid_cursor');
  });

  it.each(['LECTURER', 'STUDENT'] as const)('is for admins only: a %s cannot read even their own entries', async (role) => {
    expectProblem(await school.as({ id, role }).get(`/audit?actor=${id}`), 403, 'forbidden');
  });
});
