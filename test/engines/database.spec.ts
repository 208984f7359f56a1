import { randomUUID } from 'node:crypto';
import { requestContext, runInContext } from '../../src/core/context/request-context.js';
import { OutcomeUnknown, StaleVersion, Unavailable } from '../../src/core/errors/errors.js';
import { Page } from '../../src/core/paging/page.js';
import { Database } from '../../src/persistence/dynamodb/driver/database.js';
import { expression } from '../../src/persistence/dynamodb/driver/expression.js';
import { type EngineUnderTest, startDynamoDbEngine } from '../fixtures/engines.js';

describe('Database', () => {
  let engine: EngineUnderTest;
  let database: Database;
  beforeAll(async () => {
    engine = await startDynamoDbEngine();
    database = engine.port(Database);
  });
  afterEach(() => engine.faults!.clear());
  afterAll(() => engine.close());

  const within = <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => runInContext(requestContext('test', milliseconds), work);
  const key = () => ({ pk: 'TEST', sk: randomUUID() });
  const add = (at: ReturnType<typeof key>) => database.transact([database.update('ledger', at, expression`ADD #times ${1}`)]);
  const timesOf = async (at: ReturnType<typeof key>) => (await database.get('ledger', at, { consistent: true }))?.times;
  const counting = async (work: () => Promise<unknown>): Promise<number> => {
    let requests = 0;
    const stop = engine.faults!.before('TransactWriteItems', () => void (requests += 1));
    await work();
    stop();
    return requests;
  };

  it.each([
    'TransactionConflict',
    'ThrottlingException',
    'ProvisionedThroughputExceededException',
    'InternalServerError',
    'ConnectionLost',
    'AnswerLost',
  ] as const)('makes a change once in spite of %s', async (fault) => {
    const at = key();
    engine.faults!.failNext('TransactWriteItems', fault, 3);
    expect(await counting(() => add(at))).toBe(4);
    expect(await timesOf(at)).toBe(1);
  });

  it('throws Unavailable if every attempt was rejected', async () => {
    const at = key();
    engine.faults!.failNext('TransactWriteItems', 'TransactionConflict', 1_000);
    await expect(within(150, () => add(at))).rejects.toBeInstanceOf(Unavailable);
    expect(await timesOf(at)).toBeUndefined();
  });

  it('throws OutcomeUnknown if no response arrives', async () => {
    const at = key();
    engine.faults!.failNext('TransactWriteItems', 'AnswerLost', 1_000);
    await expect(within(150, () => add(at))).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(await timesOf(at)).toBe(1);
  });

  it('throws OutcomeUnknown if a response was lost before the last attempts were rejected', async () => {
    engine.faults!.failNext('TransactWriteItems', 'AnswerLost');
    engine.faults!.failNext('TransactWriteItems', 'ThrottlingException', 1_000);
    await expect(within(150, () => add(key()))).rejects.toBeInstanceOf(OutcomeUnknown);
  });

  it('throws Unavailable for a read without a response', async () => {
    engine.faults!.failNext('GetItem', 'ConnectionLost', 1_000);
    await expect(within(150, () => database.get('ledger', key()))).rejects.toBeInstanceOf(Unavailable);
  });

  it('does not retry a failed condition and passes the current item to its error', async () => {
    const at = key();
    await add(at);
    const seen: unknown[] = [];
    const refused = database.update('ledger', at, expression`ADD #times ${1}`, expression`#times = ${7}`, (current) => {
      seen.push(current);
      return new StaleVersion();
    });
    expect(await counting(() => expect(database.transact([refused])).rejects.toBeInstanceOf(StaleVersion))).toBe(1);
    expect(seen).toEqual([{ ...at, times: 1 }]);
  });

  it('reports a failed condition before a conflict', async () => {
    const [busy, at] = [key(), key()];
    engine.faults!.failNext('TransactWriteItems', 'TransactionConflict');
    const refused = database.update('ledger', at, expression`ADD #times ${1}`, expression`#times = ${7}`, () => new StaleVersion());
    const both = [database.update('ledger', busy, expression`ADD #times ${1}`), refused];
    await expect(database.transact(both)).rejects.toBeInstanceOf(StaleVersion);
  });

  it('repeats a batch until it is complete', async () => {
    const keys = Array.from({ length: 130 }, key);
    await Promise.all(keys.map(add));
    engine.faults!.failNext('BatchGetItem', 'Unprocessed', 2);
    expect(await database.batchGet('ledger', keys, { consistent: true })).toHaveLength(130);
  });

  it('fails if a batch never completes', async () => {
    engine.faults!.failNext('BatchGetItem', 'Unprocessed', 1_000);
    const reading = within(150, () => database.batchGet('ledger', [key(), key(), key()]));
    await expect(reading).rejects.toBeInstanceOf(Unavailable);
  });

  it('counts parallel reads as one round', async () => {
    const context = requestContext('test');
    const at = key();
    await runInContext(context, async () => {
      await add(at);
      await Promise.all([database.get('ledger', at), database.get('ledger', at), database.get('ledger', key())]);
    });
    // A write of one small item in a transaction is 2 units; an eventually consistent read is half a unit.
    expect(context.cost).toMatchObject({ requests: 4, rounds: 2, writeUnits: 2, readUnits: 1.5 });
  });

  it('returns each item of a range once, in both directions', async () => {
    const pk = `TEST#${randomUUID()}`;
    const names = ['a', 'b', 'ba', 'bz', 'b\u{1F600}', 'c'];
    await Promise.all(names.map((sk) => database.transact([database.put('ledger', { pk, sk })])));
    const walk = async (range: object): Promise<unknown[]> => {
      const found: unknown[] = [];
      let page = new Page<{ sk?: unknown }>([], undefined);
      do {
        page = await database.page('ledger', { partition: pk, ...range }, { limit: 2, after: page.next });
        found.push(...page.items.map(({ sk }) => sk));
      } while (page.next);
      return found;
    };
    expect(await walk({})).toEqual(names);
    expect(await walk({ descending: true })).toEqual([...names].reverse());
    expect(await walk({ prefix: 'b' })).toEqual(['b', 'ba', 'bz', 'b\u{1F600}']);
    expect(await walk({ from: 'ba', to: 'bz' })).toEqual(['ba', 'bz']);
    expect(await walk({ from: 'c', to: 'b' })).toEqual([]);
    expect(await walk({ filter: expression`#sk <> ${'x'}` }).catch((error: Error) => error.name)).toBe('ValidationException');
  });
});
