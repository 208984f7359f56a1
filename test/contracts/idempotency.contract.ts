import { randomUUID } from 'node:crypto';
import { AuditRepository } from '../../src/features/audit/audit.repository.js';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { NotificationsRepository } from '../../src/features/notifications/notifications.repository.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { creationRecord, type IdempotencyRecord } from '../../src/http/idempotency/idempotency-record.js';
import { KeyInUse } from '../../src/http/idempotency/idempotency.errors.js';
import { IdempotencyRepository } from '../../src/http/idempotency/idempotency.repository.js';
import { anEntry, anIdempotencyRecord, aNotification, aSubject, aTerm, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { aClassOf, errorsOf, Seed } from '../fixtures/seed.js';

/** A thing that can be made: each call makes it under the same id and code. */
interface Thing {
  id: string;
  create(record?: IdempotencyRecord): Promise<void>;
  exists(): Promise<boolean>;
}

export function idempotencyContract(engine: () => EngineUnderTest): void {
  const records = () => engine().port(IdempotencyRepository);
  const seed = new Seed(engine);

  const THINGS: Record<string, () => Promise<Thing>> = {
    term: () => {
      const [terms, term] = [engine().port(TermsRepository), aTerm()];
      return Promise.resolve({
        id: term.code,
        create: (record) => terms.create(term, { audit: anEntry(), idempotency: creationRecord(record, term.code) }),
        exists: async () => (await terms.read(term.code, { consistent: true })) !== undefined,
      });
    },
    subject: () => {
      const [subjects, subject] = [engine().port(SubjectsRepository), aSubject()];
      return Promise.resolve({
        id: subject.id,
        create: (record) => subjects.create(subject, { audit: anEntry(), idempotency: creationRecord(record, subject.id) }),
        exists: async () => (await subjects.read(subject.id, { consistent: true })) !== undefined,
      });
    },
    class: async () => {
      const [classes, sources] = [engine().port(ClassesRepository), await seed.addSources()];
      const schoolClass = aClassOf(sources, { term: (await seed.addTerm()).code });
      return {
        id: schoolClass.id,
        create: (record) => classes.create(schoolClass, sources, { audit: anEntry(), idempotency: creationRecord(record, schoolClass.id) }),
        exists: async () => (await classes.read(schoolClass.id, { consistent: true })) !== undefined,
      };
    },
    notification: () => {
      const [notifications, notification] = [engine().port(NotificationsRepository), aNotification({ audience: { everyone: true } })];
      return Promise.resolve({
        id: String(notification.id),
        create: (record) =>
          notifications.send(notification, { audit: anEntry(), idempotency: creationRecord(record, String(notification.id)) }),
        exists: async () => (await notifications.read(notification.id, notification.sentAt, { consistent: true })) !== undefined,
      });
    },
    'access entry': () => {
      const [entries, entry] = [engine().port(AuditRepository), anEntry()];
      return Promise.resolve({
        id: entry.id,
        create: (record) => entries.add({ audit: entry, idempotency: creationRecord(record, entry.id) }),
        exists: async () => (await entries.list({ entity: entry.entity }, { limit: 1 })).items.length > 0,
      });
    },
    person: () => {
      const [users, user] = [engine().port(UsersRepository), aUser()];
      return Promise.resolve({
        id: user.id,
        create: (record) => users.create(user, { audit: anEntry(), idempotency: creationRecord(record, user.id) }),
        exists: async () => (await users.read(user.id, { consistent: true })) !== undefined,
      });
    },
  };

  describe.each(Object.entries(THINGS))('the idempotency record of a new %s', (_what, aThing) => {
    it('is stored with the new thing', async () => {
      const [thing, record] = [await aThing(), anIdempotencyRecord()];
      expect(await records().read(record)).toBeUndefined();
      await thing.create(record);
      expect(await records().read(record)).toEqual({ fingerprint: record.fingerprint, createdId: thing.id });
    });

    it('prevents a second thing with the same key', async () => {
      const [thing, other, record] = [await aThing(), await aThing(), anIdempotencyRecord()];
      await thing.create(record);
      await expect(other.create({ ...record, fingerprint: 'other' })).rejects.toBeInstanceOf(KeyInUse);
      expect(await other.exists()).toBe(false);
      expect(await records().read(record)).toEqual({ fingerprint: record.fingerprint, createdId: thing.id });
    });

    it('takes precedence over other errors', async () => {
      const [thing, record] = [await aThing(), anIdempotencyRecord()];
      await thing.create(record);
      await expect(thing.create(record)).rejects.toBeInstanceOf(KeyInUse);
      await expect(thing.create()).rejects.not.toBeInstanceOf(KeyInUse);
    });

    it('belongs to one of many simultaneous requests', async () => {
      const record = anIdempotencyRecord();
      const things = await Promise.all(Array.from({ length: 6 }, aThing));
      const refusals = errorsOf(await Promise.allSettled(things.map((thing) => thing.create(record))));
      expect(refusals).toEqual(Array(5).fill(expect.any(KeyInUse)));
      const made = await Promise.all(things.map((thing) => thing.exists()));
      expect(made.filter(Boolean)).toHaveLength(1);
      expect((await records().read(record))?.createdId).toBe(things[made.indexOf(true)]!.id);
    });

    it('is not stored for a rejected request', async () => {
      const [thing, record] = [await aThing(), anIdempotencyRecord()];
      await thing.create();
      await expect(thing.create(record)).rejects.toThrow();
      expect(await records().read(record)).toBeUndefined();
    });

    it('is replaced after it expires, even before it is deleted', async () => {
      const [thing, other, record] = [await aThing(), await aThing(), anIdempotencyRecord()];
      await thing.create(record);
      const moment = { ...record, at: '2100-11-03T07:59:59.000Z' };
      const after = { ...record, fingerprint: 'other', at: record.expiresAt, expiresAt: '2100-11-04T08:00:00.000Z' };
      expect(await records().read(moment)).toMatchObject({ createdId: thing.id });
      expect(await records().read(after)).toBeUndefined();
      await expect(other.create(moment)).rejects.toBeInstanceOf(KeyInUse);
      await other.create(after);
      expect(await records().read(after)).toEqual({ fingerprint: 'other', createdId: other.id });
    });

    it('belongs to one user', async () => {
      const [thing, other, record] = [await aThing(), await aThing(), anIdempotencyRecord()];
      const another = { ...record, userId: randomUUID() };
      await thing.create(record);
      expect(await records().read(another)).toBeUndefined();
      await other.create(another);
      expect(await records().read(record)).toMatchObject({ createdId: thing.id });
    });
  });
}
