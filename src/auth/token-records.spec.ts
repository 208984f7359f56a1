import { randomUUID } from 'node:crypto';
import { anActor, anEntry, aUser } from '../../test/fixtures/builders.js';
import { type EngineUnderTest, startDynamoDbEngine } from '../../test/fixtures/engines.js';
import { Clock } from '../core/time/clock.js';
import type { Effects } from '../effects/effects.js';
import { UsersRepository } from '../features/users/users.repository.js';
import { TokenRecordsRepository } from './token-records.repository.js';
import { TokenRecords } from './token-records.js';

/** In the future, because the database deletes expired revocations. */
const START = Date.parse('2100-11-02T08:00:00.000Z');
/** No copy has it, because it has expired. A consistent read finds it: like one that was stored a moment before the copy was read. */
const UNKNOWN_TO_COPIES = '2100-11-01T08:00:00.000Z';

describe('TokenRecords', () => {
  let engine: EngineUnderTest;
  let now: number;
  let records: TokenRecords;
  beforeAll(async () => {
    engine = await startDynamoDbEngine();
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    now = START;
    records = new TokenRecords(engine.port(TokenRecordsRepository), Object.assign(new Clock(), { now: () => new Date(now) }));
  });

  const store = async (effects: (userId: string) => Partial<Effects>) => {
    const user = aUser();
    const users = engine.port(UsersRepository);
    await users.create(user, { audit: anEntry() });
    await users.change(user, { ...user, version: 2 }, { audit: anEntry(), ...effects(user.id) });
    return user.id;
  };
  const revoked = (until: string) => store((userId) => ({ revokeTokens: { userId, until } }));
  const linked = async (accountId: string) => store((userId) => ({ linkAccount: { accountId, userId } }));
  /** Counts the consistent reads of `work`. */
  const reads = async (work: () => Promise<unknown>) => {
    let count = 0;
    const stop = engine.faults!.before('GetItem', () => void (count += 1));
    await work();
    stop();
    return count;
  };

  describe('of revocations', () => {
    const oldToken = { tokenIssuedAt: '2100-11-01T07:00:00.000Z' };

    it('know one that this process makes while it reads those of others', async () => {
      const id = await revoked(UNKNOWN_TO_COPIES);
      const stop = engine.faults!.before('Query', () => records.revoke(id));
      expect(await records.isRevoked(anActor({ id, ...oldToken }))).toBe(true);
      stop();
      expect(await records.isRevoked(anActor(oldToken))).toBe(false);
    });

    it('know one of this process until a copy certainly has it', async () => {
      const id = await revoked(UNKNOWN_TO_COPIES);
      records.revoke(id);
      now += 5_000;
      await records.refresh();
      expect(await records.isRevoked(anActor({ id, ...oldToken }))).toBe(true);
      now += 1;
      await records.refresh();
      expect(await records.isRevoked(anActor({ id, ...oldToken }))).toBe(false);
    });

    it('know one that lasts until an account is synced, whatever this process revokes in between', async () => {
      const id = await revoked('9999-12-31T23:59:59.999Z');
      await records.refresh();
      records.revoke(id);
      expect(await records.isRevoked(anActor({ id, tokenIssuedAt: '2100-11-02T09:00:00.000Z' }))).toBe(true);
    });

    it('read nothing for a person without one', async () => {
      await records.refresh();
      expect(await reads(() => records.isRevoked(anActor()))).toBe(0);
    });
  });

  describe('of accounts', () => {
    const BEFORE = '2100-11-02T08:00:00.000Z';
    const AFTER = '2100-11-02T08:00:01.000Z';

    it('know the person of a restored account', async () => {
      const accountId = randomUUID();
      const id = await linked(accountId);
      await records.refresh();
      expect(await reads(async () => expect(await records.findPerson(accountId, AFTER)).toBe(id))).toBe(0);
    });

    it('read nothing for a person who had signed in before the copy was read', async () => {
      const id = randomUUID();
      await records.refresh();
      expect(await reads(async () => expect(await records.findPerson(id, BEFORE)).toBe(id))).toBe(0);
    });

    it('read the link of an account that has signed in since', async () => {
      await records.refresh();
      const [accountId, other] = [randomUUID(), randomUUID()];
      const id = await linked(accountId);
      expect(await records.findPerson(other, AFTER)).toBe(other);
      expect(await records.findPerson(accountId, AFTER)).toBe(id);
      expect(await reads(() => records.findPerson(accountId, AFTER))).toBe(0);
    });

    it('know a link of this process at once', async () => {
      await records.refresh();
      const [accountId, userId] = [randomUUID(), randomUUID()];
      records.link({ accountId, userId });
      await records.refresh();
      expect(await records.findPerson(accountId, BEFORE)).toBe(userId);
    });
  });
});
