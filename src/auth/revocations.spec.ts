import { randomUUID } from 'node:crypto';
import { type EngineUnderTest, startDynamoDbEngine } from '../../test/fixtures/engines.js';
import { Clock } from '../core/time/clock.js';
import { Revocations } from './revocations.js';
import { RevocationsRepository } from './revocations.repository.js';

describe('Revocations', () => {
  let engine: EngineUnderTest;
  beforeAll(async () => {
    engine = await startDynamoDbEngine();
  });
  afterAll(() => engine.close());

  it('keep a revocation that this process makes while it reads those of others', async () => {
    const revocations = new Revocations(engine.port(RevocationsRepository), new Clock());
    const [userId, issuedAt] = [randomUUID(), Math.floor(Date.now() / 1000) - 10];
    const stop = engine.faults!.before('Query', () => revocations.add(userId, new Date().toISOString()));
    expect(await revocations.covers(userId, issuedAt)).toBe(true);
    stop();
    expect(await revocations.covers(randomUUID(), issuedAt)).toBe(false);
  });
});
