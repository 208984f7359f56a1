import { Consumption, type Detail, readUnits, writeCosts } from '../capacity.js';
import { actions } from '../dynalite.js';
import { invalid, refusal } from '../errors.js';
import type { Fault } from '../faults.js';
import { type Item, itemSize } from '../item.js';
import { Overlay } from '../overlay.js';
import { type Body, parse } from '../parse.js';
import { storageKey } from '../table.js';
import { parseWrite, write, type Write } from '../write.js';
import type { Context, Operations } from './operation.js';

/** The most a BatchGetItem answers with, in bytes. */
const MAX_ANSWER_SIZE = 16 * 1024 * 1024;
const MAX_WRITES = 25;

interface KeysOfTable {
  Keys: Item[];
  ConsistentRead?: boolean;
}
interface GetRequest {
  RequestItems: Record<string, KeysOfTable>;
  ReturnConsumedCapacity?: Detail;
}
type WriteRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };
interface BatchWriteRequest {
  RequestItems: Record<string, WriteRequest[]>;
  ReturnConsumedCapacity?: Detail;
}

export function batchOperations({ database, faults }: Context): Operations {
  async function get(body: Body, fault?: Fault): Promise<object> {
    const { RequestItems, ReturnConsumedCapacity } = parse<GetRequest>('BatchGetItem', body);
    for (const table of Object.keys(RequestItems)) database.table(table);
    const gets = Object.entries(RequestItems).flatMap(([table, { Keys, ...rest }]) => Keys.map((Key) => ({ table, Key, rest })));
    const [done, left] = fault === 'Unprocessed' ? halves(gets) : [gets, []];

    const consumption = new Consumption(ReturnConsumedCapacity);
    const responses = new Map<string, Item[]>(Object.keys(RequestItems).map((table) => [table, []]));
    let size = 0;
    // No order is promised, so none is kept.
    for (const one of done.reverse()) {
      const consistent = one.rest.ConsistentRead ?? false;
      const overlay = new Overlay(database, consistent ? undefined : faults.replicas);
      const { Item } = (await overlay.run(actions.GetItem, { TableName: one.table, Key: one.Key, ...one.rest })) as { Item?: Item };
      const bytes = overlay.fetched.reduce((sum, item) => sum + itemSize(item), 0);
      size += bytes;
      if (size > MAX_ANSWER_SIZE) {
        left.push(one);
        continue;
      }
      consumption.add(one.table, () => [{ units: readUnits(bytes, consistent) }]);
      if (Item) responses.get(one.table)!.push(Item);
    }
    return {
      Responses: Object.fromEntries(responses),
      UnprocessedKeys: unprocessedKeys(left, body as unknown as GetRequest),
      ConsumedCapacity: consumption.report(),
    };
  }

  /** Each write is separate, as in DynamoDB: a batch is not a transaction. */
  async function writeAll(body: Body, fault?: Fault): Promise<object> {
    const { RequestItems, ReturnConsumedCapacity } = parse<BatchWriteRequest>('BatchWriteItem', body);
    const requests = Object.entries(RequestItems).flatMap(([table, list]) => list.map((request) => ({ table, request })));
    if (requests.length > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
    const writes = requests.map(({ table, request }) => ({ table, request, parsed: writeOf(table, request) }));
    assertDistinct(writes.map(({ parsed }) => parsed));
    const [done, left] = fault === 'Unprocessed' ? halves(writes) : [writes, []];

    const consumption = new Consumption(ReturnConsumedCapacity);
    for (const { table: name, parsed } of done) {
      await database.lock.run(async () => {
        const table = database.table(name).description;
        const overlay = new Overlay(database);
        const { before, after } = await write(parsed, table, overlay);
        await overlay.commit();
        consumption.add(name, () => writeCosts(table, before, after));
      });
    }
    return {
      UnprocessedItems: grouped(left.map(({ table, request }) => [table, request])),
      ConsumedCapacity: consumption.report(),
    };
  }

  function assertDistinct(writes: Write[]): void {
    const keys = writes.map(({ request }) => `${request.TableName}~${storageKey(request, database.table(request.TableName).description)}`);
    if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
  }

  return { BatchGetItem: get, BatchWriteItem: writeAll };
}

function writeOf(TableName: string, { PutRequest, DeleteRequest }: WriteRequest): Write {
  if (PutRequest && DeleteRequest) {
    throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
  }
  if (PutRequest) return parseWrite('PutItem', { TableName, Item: PutRequest.Item });
  return parseWrite('DeleteItem', { TableName, Key: DeleteRequest!.Key });
}

/** Splits a batch with the fault `Unprocessed` into what it does and what it leaves. */
function halves<T>(members: T[]): [T[], T[]] {
  if (members.length < 2) throw refusal('ProvisionedThroughputExceededException', 'None of the batch could be processed.');
  const middle = Math.ceil(members.length / 2);
  return [members.slice(0, middle), members.slice(middle)];
}

/** In the form of a request, so that it can be sent again unchanged. */
function unprocessedKeys(left: { table: string; Key: Item }[], request: GetRequest): Record<string, KeysOfTable> {
  const keys = grouped(left.map(({ table, Key }) => [table, Key]));
  return Object.fromEntries(Object.entries(keys).map(([table, Keys]) => [table, { ...request.RequestItems[table], Keys }]));
}

function grouped<T>(members: [string, T][]): Record<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [name, member] of members) groups.set(name, [...(groups.get(name) ?? []), member]);
  return Object.fromEntries(groups);
}
