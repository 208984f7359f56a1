import { anActor, anEntry, aUser } from '../../test/fixtures/builders.js';
import { type EngineUnderTest, startDynamoDbEngine } from '../../test/fixtures/engines.js';
import { Clock } from '../core/time/clock.js';
import type { Effects } from '../effects/effects.js';
import { UsersRepository } from '../features/users/users.repository.js';
import { RevocationsRepository } from './revocations.repository.js';
import { Revocations } from './revocations.js';

/** In the future, because the database deletes expired revocations. */
const START = Date.parse('2100-11-02T08:00:00.000Z');
/** No copy has it, because it has expired. A consistent read finds it: like one that was stored a moment before the copy was read. */
const UNKNOWN_TO_COPIES = '2100-11-01T08:00:00.000Z';

describe('Revocations', () => {
  let engine: EngineUnderTest;
  let now: number;
  let revocations: Revocations;
  beforeAll(async () => {
    engine = await startDynamoDbEngine();
  });
  afterAll(() => engine.close());
  beforeEach(() => {
    now = START;
    revocations = new Revocations(engine.port(RevocationsRepository), Object.assign(new Clock(), { now: () => new Date(now) }));
  });

  const store = async (effects: (userId: string) => Partial<Effects>) => {
    const user = aUser();
    const users = engine.port(UsersRepository);
    await users.create(user, { audit: anEntry() });
    await users.change(user, { ...user, version: 2 }, { audit: anEntry(), ...effects(user.id) });
    return user.id;
  };
  const revoked = (until: string) => store((userId) => ({ revokeTokens: { userId, until } }));
  /** Counts the consistent reads of `work`. */
  const reads = async (work: () => Promise<unknown>) => {
    let count = 0;
    const stop = engine.faults!.before('GetItem', () => void (count += 1));
    await work();
    stop();
    return count;
  };

  const oldToken = { tokenIssuedAt: '2100-11-01T07:00:00.000Z' };

  it('know one that this process makes while it reads those of others', async () => {
    const id = await revoked(UNKNOWN_TO_COPIES);
    const stop = engine.faults!.before('Query', () => revocations.revoke(id));
    expect(await revocations.covers(anActor({ id, ...oldToken }))).toBe(true);
    stop();
    expect(await revocations.covers(anActor(oldToken))).toBe(false);
  });

  it('know one of this process until a copy certainly has it', async () => {
    const id = await revoked(UNKNOWN_TO_COPIES);
    revocations.revoke(id);
    now += 5_000;
    await revocations.refresh();
    expect(await revocations.covers(anActor({ id, ...oldToken }))).toBe(true);
    now += 1;
    await revocations.refresh();
    expect(await revocations.covers(anActor({ id, ...oldToken }))).toBe(false);
  });

  it('know one that lasts until an account is synced, whatever this process revokes in between', async () => {
    const id = await revoked('9999-12-31T23:59:59.999Z');
    await revocations.refresh();
    revocations.revoke(id);
    expect(await revocations.covers(anActor({ id, tokenIssuedAt: '2100-11-02T09:00:00.000Z' }))).toBe(true);
  });

  it('read nothing for a person without one', async () => {
    await revocations.refresh();
    expect(await reads(() => revocations.covers(anActor()))).toBe(0);
  });
});
