import { createHash } from 'node:crypto';
import { Consumption, type Cost, type Detail, readUnits, TRANSACTION_FACTOR, writeCosts } from '../capacity.js';
import { type Database, keys } from '../database.js';
import { actions } from '../dynalite.js';
import { canceled, type CancellationReason, isRefusal, refusal, typeOf } from '../errors.js';
import { conflictReason, type Fault } from '../faults.js';
import { type Item, itemSize } from '../item.js';
import { Overlay } from '../overlay.js';
import type { Body } from '../parse.js';
import type { TableDescription } from '../table.js';
import { assertDistinct, type Get, parseActions, parseGets } from '../transaction-request.js';
import { write, type Write, type Written } from '../write.js';
import type { Context, Operations } from './operation.js';

/** How long a `ClientRequestToken` is remembered, in milliseconds. */
const TOKEN_LIFETIME = 10 * 60_000;

/** What is remembered of a transaction: what it asked for, and the units of reading its items again. It is kept with the writes themselves. */
interface TokenRecord {
  digest: string;
  usedAt: number;
  reads: [table: string, units: number][];
}

export function transactionOperations({ database }: Context): Operations {
  const tableOf = (name: string) => database.table(name).description;

  async function writeAll(body: Body, fault?: Fault): Promise<object> {
    const parsed = parseActions(body);
    assertDistinct(
      parsed.map(({ request }) => request),
      tableOf,
    );
    const token = (body.ClientRequestToken as string | undefined) || undefined;
    const digest = createHash('sha256').update(JSON.stringify(body.TransactItems)).digest('hex');
    const detail = body.ReturnConsumedCapacity as Detail | undefined;
    return database.lock.run(async () => {
      const replayed = token && recall(database, token, digest);
      if (replayed) return { ConsumedCapacity: consumed('ReadCapacityUnits', replayed.reads.map(readOf), detail) };

      const overlay = new Overlay(database);
      const outcomes: Outcome[] = [];
      for (const [position, action] of parsed.entries()) {
        const conflicts = fault === 'TransactionConflict' && position === 0;
        outcomes.push(conflicts ? { reason: conflictReason } : await attempt(action, tableOf(action.request.TableName), overlay));
      }
      const done = outcomes.filter((outcome) => 'written' in outcome);
      if (done.length < outcomes.length)
        throw canceled(outcomes.map((outcome) => ('written' in outcome ? { Code: 'None' } : outcome.reason)));
      if (token) overlay.put(keys.tokens + token, { digest, usedAt: Date.now(), reads: done.map(rereading) } satisfies TokenRecord);
      await overlay.commit();
      return { ConsumedCapacity: consumed('WriteCapacityUnits', done.map(writingOf), detail) };
    });
  }

  async function getAll(body: Body): Promise<object> {
    const gets = parseGets(body);
    assertDistinct(gets, tableOf);
    // One snapshot for all, so that no transaction is seen in part.
    const snapshot = database.snapshot();
    try {
      const read = await Promise.all(gets.map((get) => readOne(get, new Overlay(database, snapshot))));
      const refused = read.filter(({ reason }) => reason);
      if (refused.length > 0) throw canceled(read.map(({ reason }) => reason ?? { Code: 'None' }));
      return {
        Responses: read.map(({ Item }) => ({ Item })),
        ConsumedCapacity: consumed(
          'ReadCapacityUnits',
          read.map(({ table, units }) => readOf([table, units])),
          body.ReturnConsumedCapacity as Detail | undefined,
        ),
      };
    } finally {
      await snapshot.close();
    }
  }

  return { TransactWriteItems: writeAll, TransactGetItems: getAll };
}

/** Forgets the tokens that no longer count. */
export async function forgetTokens(database: Database): Promise<void> {
  const expired = (await database.keys(keys.tokens)).filter((token) => !isRemembered(database.read(keys.tokens + token) as TokenRecord));
  await database.write(expired.map((token) => ({ type: 'del', key: keys.tokens + token })));
}

function isRemembered({ usedAt }: TokenRecord): boolean {
  return usedAt > Date.now() - TOKEN_LIFETIME;
}

/** The transaction made under a token before. @throws Refusal if it was another one */
function recall(database: Database, token: string, digest: string): TokenRecord | undefined {
  const record = database.read(keys.tokens + token) as TokenRecord | undefined;
  if (!record || !isRemembered(record)) return undefined;
  if (record.digest === digest) return record;
  throw refusal('IdempotentParameterMismatchException', 'The ClientRequestToken was used with other parameters before.');
}

type Done = { table: TableDescription; written: Written };
type Outcome = Done | { reason: CancellationReason };

async function attempt(action: Write, table: TableDescription, overlay: Overlay): Promise<Outcome> {
  try {
    return { table, written: await write(action, table, overlay) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** @throws whatever is no matter of one item */
function reasonOf(error: unknown): CancellationReason {
  if (!isRefusal(error)) throw error;
  const { message: Message, Item } = error.body;
  switch (typeOf(error)) {
    case 'ConditionalCheckFailedException':
      return { Code: 'ConditionalCheckFailed', Message, Item };
    case 'ValidationException':
      return { Code: 'ValidationError', Message };
    default:
      throw error;
  }
}

async function readOne(get: Get, overlay: Overlay): Promise<{ table: string; units: number; Item?: Item; reason?: CancellationReason }> {
  try {
    const { Item } = (await overlay.run(actions.GetItem, get)) as { Item?: Item };
    const bytes = overlay.fetched.reduce((sum, item) => sum + itemSize(item), 0);
    return { table: get.TableName, units: readUnits(bytes, true) * TRANSACTION_FACTOR, Item };
  } catch (error) {
    return { table: get.TableName, units: 0, reason: reasonOf(error) };
  }
}

function writingOf({ table, written }: Done): [string, Cost[]] {
  const costs = writeCosts(table, written.before, written.after);
  return [table.TableName, costs.map(({ units, index }) => ({ units: index ? units : units * TRANSACTION_FACTOR, index }))];
}

function rereading({ table, written: { before = {}, after = {} } }: Done): [string, number] {
  return [table.TableName, readUnits(Math.max(itemSize(before), itemSize(after)), true) * TRANSACTION_FACTOR];
}

function readOf([table, units]: [string, number]): [string, Cost[]] {
  return [table, [{ units }]];
}

function consumed(kind: 'ReadCapacityUnits' | 'WriteCapacityUnits', costs: [string, Cost[]][], detail?: Detail): object[] | undefined {
  const consumption = new Consumption(kind);
  for (const [table, units] of costs) consumption.add(table, units);
  return consumption.report(detail);
}
