import { randomUUID } from 'node:crypto';
import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import { KeyInUse } from '../../src/http/idempotency/idempotency.errors.js';
import type { IdempotencyRecord } from '../../src/http/idempotency/idempotency-record.js';
import { IdempotencyRepository } from '../../src/http/idempotency/idempotency.repository.js';
import { NotificationsRepository } from '../../src/features/notifications/notifications.repository.js';
import { SubjectsRepository } from '../../src/features/subjects/subjects.repository.js';
import { TermsRepository } from '../../src/features/terms/terms.repository.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { anEntry, aNotification, aReceipt, aSubject, aTerm, aUser } from '../fixtures/builders.js';
import type { EngineUnderTest } from '../fixtures/engines.js';
import { aClassOf, errorsOf, Seed } from '../fixtures/seed.js';

/** A thing that can be made: each call makes it under the same id and code. */
interface Thing {
  id: string;
  create(receipt?: IdempotencyRecord): Promise<void>;
  exists(): Promise<boolean>;
}

export function receiptsContract(engine: () => EngineUnderTest): void {
  const receipts = () => engine().port(IdempotencyRepository);
  const known = new Seed(engine);

  const THINGS: Record<string, () => Promise<Thing>> = {
    term: () => {
      const [terms, term] = [engine().port(TermsRepository), aTerm()];
      return Promise.resolve({
        id: term.code,
        create: (receipt) => terms.create(term, anEntry(), receipt),
        exists: async () => (await terms.read(term.code, { consistent: true })) !== undefined,
      });
    },
    subject: () => {
      const [subjects, subject] = [engine().port(SubjectsRepository), aSubject()];
      return Promise.resolve({
        id: subject.id,
        create: (receipt) => subjects.create(subject, anEntry(), receipt),
        exists: async () => (await subjects.read(subject.id, { consistent: true })) !== undefined,
      });
    },
    class: async () => {
      const [classes, sources] = [engine().port(ClassesRepository), await known.sources()];
      const schoolClass = aClassOf(sources, { term: (await known.term()).code });
      return {
        id: schoolClass.id,
        create: (receipt) => classes.create(schoolClass, sources, anEntry(), receipt),
        exists: async () => (await classes.read(schoolClass.id, { consistent: true })) !== undefined,
      };
    },
    notification: () => {
      const [notifications, notification] = [engine().port(NotificationsRepository), aNotification({ audience: { everyone: true } })];
      return Promise.resolve({
        id: String(notification.id),
        create: (receipt) => notifications.send({ notification, audit: anEntry() }, undefined, receipt),
        exists: async () => (await notifications.read(notification.id, notification.sentAt, { consistent: true })) !== undefined,
      });
    },
    person: () => {
      const [users, user] = [engine().port(UsersRepository), aUser()];
      return Promise.resolve({
        id: user.id,
        create: (receipt) => users.create(user, anEntry(), receipt),
        exists: async () => (await users.read(user.id, { consistent: true })) !== undefined,
      });
    },
  };

  describe.each(Object.entries(THINGS))('the receipt of a %s', (_what, aThing) => {
    it('is kept with what is made', async () => {
      const [thing, receipt] = [await aThing(), aReceipt()];
      expect(await receipts().read(receipt)).toBeUndefined();
      await thing.create(receipt);
      expect(await receipts().read(receipt)).toEqual({ fingerprint: receipt.fingerprint, createdId: thing.id });
    });

    it('lets nothing else be made under its key', async () => {
      const [thing, other, receipt] = [await aThing(), await aThing(), aReceipt()];
      await thing.create(receipt);
      await expect(other.create({ ...receipt, fingerprint: 'other' })).rejects.toBeInstanceOf(KeyInUse);
      expect(await other.exists()).toBe(false);
      expect(await receipts().read(receipt)).toEqual({ fingerprint: receipt.fingerprint, createdId: thing.id });
    });

    it('comes before any other refusal', async () => {
      const [thing, receipt] = [await aThing(), aReceipt()];
      await thing.create(receipt);
      await expect(thing.create(receipt)).rejects.toBeInstanceOf(KeyInUse);
      await expect(thing.create()).rejects.not.toBeInstanceOf(KeyInUse);
    });

    it('is that of one of many made at once', async () => {
      const receipt = aReceipt();
      const things = await Promise.all(Array.from({ length: 6 }, aThing));
      const refusals = errorsOf(await Promise.allSettled(things.map((thing) => thing.create(receipt))));
      expect(refusals).toEqual(Array(5).fill(expect.any(KeyInUse)));
      const made = await Promise.all(things.map((thing) => thing.exists()));
      expect(made.filter(Boolean)).toHaveLength(1);
      expect((await receipts().read(receipt))?.createdId).toBe(things[made.indexOf(true)]!.id);
    });

    it('is not kept of what is refused', async () => {
      const [thing, receipt] = [await aThing(), aReceipt()];
      await thing.create();
      await expect(thing.create(receipt)).rejects.toThrow();
      expect(await receipts().read(receipt)).toBeUndefined();
    });

    it('gives way when it has expired, whether it was deleted yet or not', async () => {
      const [thing, other, receipt] = [await aThing(), await aThing(), aReceipt()];
      await thing.create(receipt);
      const moment = { ...receipt, at: '2026-11-03T07:59:59.000Z' };
      const after = { ...receipt, fingerprint: 'other', at: receipt.expiresAt, expiresAt: '2026-11-04T08:00:00.000Z' };
      expect(await receipts().read(moment)).toMatchObject({ createdId: thing.id });
      expect(await receipts().read(after)).toBeUndefined();
      await expect(other.create(moment)).rejects.toBeInstanceOf(KeyInUse);
      await other.create(after);
      expect(await receipts().read(after)).toEqual({ fingerprint: 'other', createdId: other.id });
    });

    it('is of one person', async () => {
      const [thing, other, receipt] = [await aThing(), await aThing(), aReceipt()];
      const another = { ...receipt, userId: randomUUID() };
      await thing.create(receipt);
      expect(await receipts().read(another)).toBeUndefined();
      await other.create(another);
      expect(await receipts().read(receipt)).toMatchObject({ createdId: thing.id });
    });
  });
}
