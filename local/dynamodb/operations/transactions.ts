import { Consumption, type Cost, type Detail, readUnits, TRANSACTION_FACTOR, writeCosts } from '../capacity.js';
import { actions } from '../dynalite.js';
import { canceled, type CancellationReason, isRefusal, typeOf } from '../errors.js';
import { conflictReason, type Fault } from '../faults.js';
import { type Item, itemSize } from '../item.js';
import { Overlay } from '../overlay.js';
import type { Body } from '../parse.js';
import { RequestToken } from '../request-token.js';
import type { TableDescription } from '../table-description.js';
import { assertDistinct, type Get, parseActions, parseGets } from '../transaction-request.js';
import { write, type Write, type Written } from '../write.js';
import type { Context, Operations } from './operation.js';

export function transactionOperations({ database }: Context): Operations {
  const tableOf = (name: string) => database.table(name).description;

  async function writeAll(body: Body, fault?: Fault): Promise<object> {
    const writes = parseActions(body);
    const named = writes.map(({ request }) => request);
    assertDistinct(named, tableOf);
    const token = body.ClientRequestToken ? new RequestToken(database, body.ClientRequestToken as string, body.TransactItems) : undefined;
    return database.lock.run(async () => {
      const repeated = token?.recall();
      if (repeated) return { ConsumedCapacity: unitsRead(repeated.reads, body) };

      const overlay = new Overlay(database);
      const outcomes: Outcome[] = [];
      for (const [position, action] of writes.entries()) {
        const conflicts = fault === 'TransactionConflict' && position === 0;
        outcomes.push(conflicts ? { reason: conflictReason } : await attempt(action, tableOf(action.request.TableName), overlay));
      }
      const done = outcomes.filter((outcome) => 'written' in outcome);
      if (done.length < outcomes.length) {
        throw canceled(outcomes.map((outcome) => ('written' in outcome ? { Code: 'None' } : outcome.reason)));
      }
      if (token) overlay.add(token.remember(done.map(rereading)));
      await overlay.commit();
      return { ConsumedCapacity: unitsWritten(done, body) };
    });
  }

  async function getAll(body: Body): Promise<object> {
    const gets = parseGets(body);
    assertDistinct(gets, tableOf);
    // One snapshot for all, so that no transaction is seen in part.
    const snapshot = database.snapshot();
    try {
      const outcomes = await Promise.all(gets.map((get) => attemptGet(get, new Overlay(database, snapshot))));
      const found = outcomes.filter((outcome) => 'read' in outcome);
      if (found.length < outcomes.length) {
        throw canceled(outcomes.map((outcome) => ('read' in outcome ? { Code: 'None' } : outcome.reason)));
      }
      return {
        Responses: found.map(({ Item }) => ({ Item })),
        ConsumedCapacity: unitsRead(
          found.map(({ read }) => read),
          body,
        ),
      };
    } finally {
      await snapshot.close();
    }
  }

  return { TransactWriteItems: writeAll, TransactGetItems: getAll };
}

type Refused = { reason: CancellationReason };
type Done = { table: TableDescription; written: Written };
type Outcome = Done | Refused;
type UnitsRead = [table: string, units: number];

async function attempt(action: Write, table: TableDescription, overlay: Overlay): Promise<Outcome> {
  try {
    return { table, written: await write(action, table, overlay) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

async function attemptGet(get: Get, overlay: Overlay): Promise<{ read: UnitsRead; Item?: Item } | Refused> {
  try {
    const { Item } = (await overlay.run(actions.GetItem, get)) as { Item?: Item };
    const [whole = {}] = overlay.fetched;
    return { read: [get.TableName, readUnits(itemSize(whole), true) * TRANSACTION_FACTOR], Item };
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

/** The entries of indexes follow once, as after any write; only the table's part is doubled. */
function unitsWritten(done: Done[], { ReturnConsumedCapacity }: Body): object[] | undefined {
  const doubled = ({ units, index }: Cost) => ({ units: index ? units : units * TRANSACTION_FACTOR, index });
  const consumption = new Consumption(ReturnConsumedCapacity as Detail, 'WriteCapacityUnits');
  for (const { table, written } of done) {
    consumption.add(table.TableName, () => writeCosts(table, written.before, written.after).map(doubled));
  }
  return consumption.report();
}

function unitsRead(reads: UnitsRead[], { ReturnConsumedCapacity }: Body): object[] | undefined {
  const consumption = new Consumption(ReturnConsumedCapacity as Detail, 'ReadCapacityUnits');
  for (const [table, units] of reads) consumption.add(table, () => [{ units }]);
  return consumption.report();
}

function rereading({ table, written: { before = {}, after = {} } }: Done): UnitsRead {
  return [table.TableName, readUnits(Math.max(itemSize(before), itemSize(after)), true) * TRANSACTION_FACTOR];
}
