import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { AUDIT_BUCKET } from '../../../local/cloud.js';
import { arnOf } from '../../../local/secrets/secrets.js';
import { WriteOnceStorage } from '../../../src/adapters/storage/write-once-storage.js';
import { createDigests } from '../../../src/app/create-digests.js';
import { OPERATOR_ID } from '../../../src/auth/actor.js';
import { requestContext, runInContext } from '../../../src/core/context/request-context.js';
import { Clock } from '../../../src/core/time/clock.js';
import type { AuditEntry, NewAuditEntry } from '../../../src/features/audit/audit-entry.js';
import { AuditRepository } from '../../../src/features/audit/audit.repository.js';
import type { AuditDigests } from '../../../src/features/audit/digests/audit-digests.js';
import { type Link, sign } from '../../../src/features/audit/digests/link.js';
import type { DayReport, Verification } from '../../../src/features/audit/digests/verification.js';
import { TermsRepository } from '../../../src/features/terms/terms.repository.js';
import { userEntity } from '../../../src/features/users/user.js';
import { JobRunner } from '../../../src/jobs/job-runner.js';
import { putAuditEntry } from '../../../src/persistence/dynamodb/ledger/audit.js';
import { Database } from '../../../src/persistence/dynamodb/driver/database.js';
import { expression } from '../../../src/persistence/dynamodb/driver/expression.js';
import { keys } from '../../../src/persistence/dynamodb/schema/keys.js';
import { anActor, anEntry, aTerm } from '../../fixtures/builders.js';
import { type SignedInUser, SchoolFixture } from '../../fixtures/school.js';

const DAY = '2026-11-02';
const [NEXT_DAY, THIRD_DAY] = ['2026-11-03', '2026-11-04'];
const KEY_SECRET = arnOf('audit-key');

/** What is wrong, without the days and kinds in which all is well. */
function findings({ days }: Verification): object {
  const wrong = ({ problems, removed, changed, added }: DayReport) => ({
    ...(problems.length > 0 && { problems }),
    ...Object.fromEntries(
      Object.entries({ removed, changed, added }).flatMap(([kind, { names }]) => (names.length > 0 ? [[kind, [...names].sort()]] : [])),
    ),
  });
  return Object.fromEntries(days.flatMap((report) => (Object.keys(wrong(report)).length > 0 ? [[report.day, wrong(report)]] : [])));
}

describe('digests of the audit log', () => {
  let school: SchoolFixture;
  let digests: AuditDigests;
  let bucket: S3Client;
  let now: string;
  let person: SignedInUser;

  beforeAll(async () => {
    school = await SchoolFixture.start({ AUDIT_BUCKET, AUDIT_KEY_SECRET: KEY_SECRET });
    school.secrets.secrets.create('audit-key', 'k'.repeat(43));
    digests = createDigests((token) => school.get(token));
    bucket = new S3Client({ region: 'us-east-1' });
    person = await school.addUser({ role: 'ADMIN' });
  });
  beforeEach(() => {
    now = `${NEXT_DAY}T01:00:00.000Z`;
    jest.spyOn(school.get(Clock), 'now').mockImplementation(() => new Date(now));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await removeObjects(...(await objects()));
  });
  afterAll(async () => {
    bucket.destroy();
    await school.close();
  });

  const database = () => school.get(Database);
  const at = (time: string, day = DAY) => `${day}T${time}.000Z`;
  const nameOf = (entry: AuditEntry) => `${entry.at}#${entry.id}`;
  /** Writes an entry as the app does. */
  const record = async (entry: Partial<NewAuditEntry> = {}): Promise<AuditEntry> => {
    const audit = anEntry({ at: at('08:00:00'), by: anActor({ id: person.user.id }), ...entry });
    await school.get(TermsRepository).create(aTerm(), { audit });
    return audit;
  };
  const verify = async (from = DAY, to = from): Promise<object> => findings(await digests.verify({ from, to }));
  const alter = (entry: AuditEntry, change: ReturnType<typeof expression>) =>
    database().transact([database().update('ledger', keys.audit(entry), change)]);
  const remove = (entry: AuditEntry) => database().transact([database().delete('ledger', keys.audit(entry))]);
  const objects = async (): Promise<string[]> =>
    ((await bucket.send(new ListObjectsV2Command({ Bucket: AUDIT_BUCKET }))).Contents ?? []).map(({ Key }) => Key!);
  const removeObjects = async (...Keys: string[]): Promise<void> => {
    const Objects = Keys.map((Key) => ({ Key }));
    if (Objects.length > 0) await bucket.send(new DeleteObjectsCommand({ Bucket: AUDIT_BUCKET, Delete: { Objects } }));
  };
  const read = async (Key: string) => (await bucket.send(new GetObjectCommand({ Bucket: AUDIT_BUCKET, Key }))).Body!.transformToString();
  const replace = (Key: string, Body: string) => bucket.send(new PutObjectCommand({ Bucket: AUDIT_BUCKET, Key, Body }));
  const keyOf = (day: string, number = 1) => `audit-digests/${day}/000${number}.json`;
  /** Runs with so little time that a link covers one actor. */
  const inHaste = <T>(work: () => Promise<T>) => runInContext(requestContext('test', 6_000), work);

  it('are written in as many runs as they take', async () => {
    const people = await school.addUsers(3);
    const entries = await Promise.all(people.map(({ user }) => record({ by: anActor({ id: user.id }) })));
    const reports = [];
    do reports.push(await inHaste(() => digests.writeDue()));
    while (!reports.at(-1)!.completed);
    expect(reports.length).toBeGreaterThan(3);
    expect(await objects()).toHaveLength(reports.length);
    expect(await verify()).toEqual({});
    await remove(entries[1]!);
    expect(await verify()).toEqual({ [DAY]: { removed: [nameOf(entries[1]!)] } });
    await removeObjects((await objects()).at(-1)!);
    expect(await verify()).toMatchObject({ [DAY]: { problems: ['incomplete'] } });
  });

  it('are verified actor by actor, in as many runs as it takes', async () => {
    const people = await school.addUsers(3);
    const entries = await Promise.all(people.map(({ user }) => record({ by: anActor({ id: user.id }) })));
    await digests.writeDue();
    for (const entry of entries) await remove(entry);
    const found: string[] = [];
    let after: string | undefined;
    let runs = 0;
    do {
      const { days, next } = await inHaste(() => digests.verify({ from: DAY, to: DAY, after }));
      found.push(...days[0]!.removed.names);
      [after, runs] = [next, runs + 1];
    } while (after !== undefined);
    expect(found.sort()).toEqual(entries.map(nameOf).sort());
    expect(runs).toBeGreaterThan(3);
  });

  it('divide what one person did on a day, so that it fits into runs', async () => {
    const log = school.get(AuditRepository);
    const period = log.period.bind(log);
    jest.spyOn(log, 'period').mockImplementation((from, to, after) => period(from, to, after, 2));
    const entries: AuditEntry[] = [];
    for (const minute of [0, 1, 2, 3, 4]) entries.push(await record({ at: at(`08:0${minute}:00`) }));
    let report: { completed?: string };
    do report = await inHaste(() => digests.writeDue());
    while (!report.completed);
    const links = await Promise.all((await objects()).map(async (key) => JSON.parse(await read(key)) as Link));
    const counts = links.map(({ actors }) => actors[person.user.id]?.length ?? 0);
    expect(counts.filter((count) => count > 0)).toEqual([2, 2, 1]);
    expect(await verify()).toEqual({});

    await remove(entries[1]!);
    await remove(entries[2]!);
    await alter(entries[4]!, CHANGED.action);
    // The same instant and id, at the end of a part.
    const copy = { ...entries[3]!, entity: userEntity(randomUUID()) };
    await database().transact([putAuditEntry(database(), copy)]);
    const found: Record<string, string[]> = { removed: [], changed: [], added: [] };
    let after: string | undefined;
    do {
      const { days, next } = await inHaste(() => digests.verify({ from: DAY, to: DAY, after }));
      for (const [kind, names] of Object.entries(found)) names.push(...days[0]![kind as 'removed'].names);
      after = next;
    } while (after !== undefined);
    expect(found.removed).toEqual([nameOf(entries[1]!), nameOf(entries[2]!)]);
    await remove(copy);
    expect(new Set([...found.changed!, ...found.added!])).toEqual(new Set([nameOf(copy), nameOf(entries[4]!)]));
  });

  it('find nothing wrong if nothing was changed', async () => {
    for (const hour of ['00:00:00', '12:00:00', '23:59:59']) await record({ at: at(hour), reason: 'Because.' });
    expect(await digests.writeDue()).toEqual({ links: 1, completed: DAY });
    expect(await objects()).toEqual([keyOf(DAY)]);
    expect(await verify()).toEqual({});
    expect(await digests.writeDue()).toEqual({ links: 0 });
  });

  it('cover all people, also disabled and anonymised ones, and the operator', async () => {
    const people = await Promise.all(
      [{ role: 'STUDENT' }, { role: 'LECTURER' }, { status: 'DISABLED' }, { status: 'DISABLED', anonymised: true }].map((values) =>
        school.addUser(values as object),
      ),
    );
    const actors = [person.user.id, OPERATOR_ID, ...people.map(({ user }) => user.id)];
    const entries = await Promise.all(actors.map((id) => record({ by: anActor({ id }) })));
    await digests.writeDue();
    for (const entry of entries) await remove(entry);
    expect(await verify()).toEqual({ [DAY]: { removed: entries.map(nameOf).sort() } });
  });

  it('contain no values', async () => {
    await record({ reason: 'A secret reason.', before: { email: 'ann@example.edu' }, after: { final: 775, email: 'bob@example.edu' } });
    await digests.writeDue();
    expect(await read(keyOf(DAY))).not.toMatch(/secret|example|:775|final/);
  });

  const CHANGED = {
    action: expression`SET #action = ${'user.invited'}`,
    role: expression`SET #actorRole = ${'STUDENT'}`,
    value: expression`SET #after = ${{ role: 'ADMIN', email: 'b@example.edu' }}`,
    address: expression`SET #after = ${{ role: 'LECTURER', email: 'c@example.edu' }}`,
    reason: expression`SET #reason = ${'Bob asked.'}`,
    likeAnonymised: expression`REMOVE #reason SET #after = ${{ role: 'LECTURER' }}`,
    request: expression`REMOVE #requestId`,
  };
  /** After these, the entry is not where its fields say, or cannot be read. */
  const DISPLACED = {
    entity: expression`SET #entity = ${'term:other'}`,
    time: expression`SET #at = ${at('10:00:00')}`,
    notText: expression`SET #action = ${7}`,
    unknownActor: expression`SET #actorId = ${randomUUID()}`,
  };

  describe('find an entry', () => {
    let entry: AuditEntry;
    const aChange = () =>
      record({
        ...{ at: at('09:00:00'), reason: 'Ann asked.', action: 'user.changed', entity: userEntity(randomUUID()), requestId: 'r' },
        ...{ before: { role: 'STUDENT' }, after: { role: 'LECTURER', email: 'b@example.edu' } },
      });
    beforeEach(async () => {
      await record();
      entry = await aChange();
      await digests.writeDue();
    });

    it('that was removed', async () => {
      await remove(entry);
      expect(await verify()).toEqual({ [DAY]: { removed: [nameOf(entry)] } });
    });

    it('in which anything was changed', async () => {
      await removeObjects(keyOf(DAY));
      const alterations = [...Object.values(CHANGED), ...Object.values(DISPLACED)];
      const entries = await Promise.all(alterations.map(aChange));
      await digests.writeDue();
      await Promise.all(entries.map((each, index) => alter(each, alterations[index]!)));
      const names = entries.map(nameOf);
      const boundary = Object.keys(CHANGED).length;
      expect(await verify()).toEqual({ [DAY]: { changed: names.slice(0, boundary).sort(), removed: names.slice(boundary).sort() } });
    });

    it('that was moved to another person or time with all its keys', async () => {
      const { user } = await school.addUser();
      const [moved, later] = [
        { ...entry, by: { ...entry.by, id: user.id } },
        { ...entry, at: at('10:00:00') },
      ];
      await remove(entry);
      await database().transact([putAuditEntry(database(), moved), putAuditEntry(database(), later)]);
      expect(await verify()).toEqual({ [DAY]: { removed: [nameOf(entry)], added: [nameOf(entry), nameOf(later)] } });
    });

    it('that was added later', async () => {
      const late = await record({ at: at('23:59:59') });
      expect(await verify()).toEqual({ [DAY]: { added: [nameOf(late)] } });
    });

    it('whose person has lost the profile', async () => {
      const { user } = await school.addUser();
      await removeObjects(keyOf(DAY));
      const own = await record({ by: anActor({ id: user.id }) });
      await digests.writeDue();
      await database().transact([database().delete('users', keys.user(user.id, user.email))]);
      expect(await verify()).toEqual({ [DAY]: { removed: [nameOf(own)] } });
    });
  });

  it('accept what anonymising removes, and nothing else about that person', async () => {
    const admin = await school.addAdmin();
    const student = await school.addUser({ status: 'DISABLED' });
    const about = { entity: userEntity(student.user.id), reason: 'Asked by phone.', by: anActor({ id: admin.id }) };
    const entry = await record({ ...about, after: { email: 'a@example.edu', role: 'STUDENT' } });
    const other = await record({ ...about, at: at('09:00:00') });
    await digests.writeDue();
    now = new Date().toISOString();
    const path = `/users/${student.user.id}`;
    expect((await school.admin.post(`${path}/anonymise`)).status).toBeLessThan(300);
    await school.get(JobRunner).tick();
    const log = await school.get(AuditRepository).list({ entity: about.entity }, { limit: 100 });
    expect(log.items.find(({ id }) => id === entry.id)).not.toHaveProperty('reason');
    expect(await verify()).toEqual({});
    await alter(entry, expression`SET #after = ${{ role: 'ADMIN' }}`);
    await alter(other, expression`SET #reason = ${'Never asked.'}`);
    expect(await verify()).toEqual({ [DAY]: { changed: [nameOf(entry), nameOf(other)] } });
  });

  describe('accept a removed reason only if', () => {
    const anonymised = { status: 'DISABLED', anonymised: true } as const;
    const outcomeFor = async (
      values: object,
      addEntries: (entity: AuditEntry['entity'], write: () => Promise<unknown>) => Promise<unknown>,
    ) => {
      const { user } = await school.addUser(values);
      const entity = userEntity(user.id);
      const entry = await record({ entity, reason: 'Asked by phone.' });
      await addEntries(entity, () => digests.writeDue());
      await alter(entry, expression`REMOVE #reason`);
      const report = (await verify()) as Record<string, { changed?: string[] }>;
      return report[DAY]?.changed?.includes(nameOf(entry)) ? 'changed' : 'accepted';
    };
    const anonymisation = (entity: AuditEntry['entity'], values: Partial<NewAuditEntry> = {}) =>
      record({ entity, action: 'user.anonymised', at: at('09:00:00'), ...values });
    const unknown = () => ({ by: anActor({ id: randomUUID() }) });

    it('the digest has the entry of the anonymisation, or is yet to be written', async () => {
      const inDigest = await outcomeFor(anonymised, async (entity, write) => {
        await anonymisation(entity);
        await write();
      });
      const tooNew = await outcomeFor(anonymised, async (entity, write) => {
        await write();
        await anonymisation(entity, { at: at('00:10:00', NEXT_DAY) });
      });
      expect([inDigest, tooNew]).toEqual(['accepted', 'accepted']);
    });

    it.each<[string, () => Partial<NewAuditEntry>]>([
      ['added later', () => ({})],
      ['added later for an account without a profile', unknown],
      ['dated before the first digest', () => ({ at: at('09:00:00', '2026-11-01'), ...unknown() })],
    ])('the entry of the anonymisation was not %s', async (_what, values) => {
      const outcome = await outcomeFor(anonymised, async (entity, write) => {
        await write();
        await anonymisation(entity, values());
      });
      expect(outcome).toBe('changed');
    });

    it('the profile of the person is anonymised', async () => {
      const outcome = await outcomeFor({}, async (entity, write) => {
        await anonymisation(entity);
        await write();
      });
      expect(outcome).toBe('changed');
    });
  });

  describe('find a digest', () => {
    beforeEach(async () => {
      await record();
      await record({ at: at('08:00:00', NEXT_DAY) });
      await digests.writeDue();
      now = at('01:00:00', '2026-11-05');
      await digests.writeDue();
      expect(await verify(DAY, THIRD_DAY)).toEqual({});
    });

    it('that was deleted', async () => {
      await removeObjects(keyOf(NEXT_DAY));
      expect(await verify(DAY, THIRD_DAY)).toEqual({ [NEXT_DAY]: { problems: ['missing'] }, [THIRD_DAY]: { problems: ['broken'] } });
    });

    it('that was altered', async () => {
      await replace(keyOf(DAY), (await read(keyOf(DAY))).replace('08:00', '09:00'));
      expect(await verify()).toEqual({ [DAY]: { problems: ['forged', 'incomplete'] } });
    });

    it('that is larger than any other, and do not read it', async () => {
      await replace(keyOf(DAY), `${await read(keyOf(DAY))}${' '.repeat(16 * 1024 * 1024)}`);
      expect(await verify()).toEqual({ [DAY]: { problems: ['forged', 'incomplete'] } });
    });

    it('that was replaced by one of another day', async () => {
      await replace(keyOf(NEXT_DAY), await read(keyOf(DAY)));
      expect(await verify(NEXT_DAY)).toEqual({ [NEXT_DAY]: { problems: ['forged', 'incomplete'] } });
    });

    it('that was signed again with the key, because the next one does not follow', async () => {
      const { signature: _signature, ...link } = JSON.parse(await read(keyOf(DAY))) as Link;
      await replace(keyOf(DAY), JSON.stringify(sign({ ...link, actors: {} }, Buffer.from('k'.repeat(43), 'base64'))));
      expect(await verify(DAY, THIRD_DAY)).toMatchObject({ [NEXT_DAY]: { problems: ['broken'] } });
    });

    it('of no day before the first digest', async () => {
      const { days, isEmpty } = await digests.verify({ from: '2026-11-01', to: DAY });
      expect([isEmpty, days.map(({ isOlder, problems }) => [isOlder, problems])]).toEqual([
        false,
        [
          [true, []],
          [false, []],
        ],
      ]);
    });

    it('that is not there at all yet', async () => {
      await removeObjects(...(await objects()));
      expect(await digests.verify({ from: DAY, to: DAY })).toMatchObject({
        isEmpty: true,
        days: [{ problems: ['missing'], isOlder: false }],
      });
    });

    it('that is in the place of a later one, and continue behind it', async () => {
      await replace(keyOf('2026-11-05'), 'nothing of ours');
      now = at('01:00:00', '2026-11-06');
      expect(await digests.writeDue()).toEqual({ links: 1, completed: '2026-11-05' });
      expect(await verify('2026-11-05')).toEqual({ '2026-11-05': { problems: ['forged'] } });
    });
  });

  describe('are written', () => {
    it('an hour after the day, when entries from before midnight have arrived', async () => {
      now = at('00:59:59', NEXT_DAY);
      await digests.writeDue();
      expect(await objects()).toEqual(['audit-digests/2026-11-01/0001.json']);
      await record({ at: at('23:59:59') });
      now = at('01:00:00', NEXT_DAY);
      await digests.writeDue();
      expect(await verify()).toEqual({});
    });

    it('for each day of an outage, in order', async () => {
      await digests.writeDue();
      now = at('01:00:00', '2026-11-06');
      await record({ at: at('08:00:00', THIRD_DAY) });
      expect(await digests.writeDue()).toEqual({ links: 3, completed: '2026-11-05' });
      expect(await objects()).toEqual([DAY, NEXT_DAY, THIRD_DAY, '2026-11-05'].map((day) => keyOf(day)));
      expect(await verify(DAY, '2026-11-05')).toEqual({});
    });

    it('under keys that are never written again', async () => {
      const storage = school.get(WriteOnceStorage);
      const [key, texts] = [keyOf(THIRD_DAY), ['a', 'b', 'c']];
      const results = await Promise.all(texts.map((text) => storage.write(key, text)));
      expect(results.filter(Boolean)).toHaveLength(1);
      const [object] = await storage.list(key);
      expect(object).toMatchObject({ key, wasReplaced: false });
      expect(await storage.read(object!)).toBe(texts[results.indexOf(true)]);
    });

    it('once by many runs at the same time', async () => {
      await record();
      now = at('01:00:00', '2026-11-05');
      await Promise.all([1, 2, 3, 4].map(() => digests.writeDue()));
      now = at('01:00:00', '2026-11-08');
      await Promise.all([1, 2, 3, 4].map(() => digests.writeDue()));
      await digests.writeDue();
      expect(await verify(THIRD_DAY, '2026-11-07')).toEqual({});
      expect(await objects()).toEqual([THIRD_DAY, '2026-11-05', '2026-11-06', '2026-11-07'].map((day) => keyOf(day)));
    });

    it('on all days, whatever places other objects have taken', async () => {
      await digests.writeDue();
      for (const number of ['0001', '9999']) await replace(`audit-digests/${NEXT_DAY}/${number}.json`, 'nothing of ours');
      for (const [day, completed] of [
        [THIRD_DAY, NEXT_DAY],
        ['2026-11-05', THIRD_DAY],
      ]) {
        now = at('01:00:00', day);
        expect(await digests.writeDue()).toEqual({ links: 1, completed });
      }
      expect(await verify(DAY, THIRD_DAY)).toEqual({ [NEXT_DAY]: { problems: ['forged'] } });
    });

    it('after a run that failed', async () => {
      const entry = await record();
      school.storage.faults.failNext('PutObject', 'AccessDenied', 1);
      await expect(digests.writeDue()).rejects.toMatchObject({ name: 'AccessDenied' });
      expect(await objects()).toEqual([]);
      await digests.writeDue();
      await remove(entry);
      expect(await verify()).toEqual({ [DAY]: { removed: [nameOf(entry)] } });
    });
  });
});
