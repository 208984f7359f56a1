import { anActor } from '../../test/fixtures/builders.js';
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
    const tokenIssuedAt = new Date(Date.now() - 10_000).toISOString();
    const actor = anActor({ tokenIssuedAt });
    const stop = engine.faults!.before('Query', () => revocations.add(actor.id, new Date().toISOString()));
    expect(await revocations.covers(actor)).toBe(true);
    stop();
    expect(await revocations.covers(anActor({ tokenIssuedAt }))).toBe(false);
  });
});
