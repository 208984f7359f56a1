import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { key, room, Rooms } from '../fixture.js';

// The cost of each kind of operation, by the rules of capacity.ts and on every implementation of DynamoDB. DYNAMODB_ENDPOINT runs these tests against
// another one, such as the official DynamoDB Local. Where DynamoDB Local counts differently from AWS, the tests expect its count to detect changes.
const official = process.env.DYNAMODB_ENDPOINT;
const rooms = new Rooms();
beforeAll(() => rooms.start(official));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

/** Units of the table, and of each index that an operation reads or changes. */
interface Units {
  table: number;
  'by-owner'?: number;
  'by-state'?: number;
}
type MeasuredResponse = { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
type Case = [what: string, items: object[], send: () => Promise<MeasuredResponse>, units: Units, onDynamoDbLocal?: Units];

const withCapacity = { ReturnConsumedCapacity: 'INDEXES' } as const;
const listed = { owner: 'ann', since: '1', state: 'free' };
const kilobytes = (count: number) => ({ text: 'x'.repeat(count * 1024 - 100) });
const documents = () => rooms.clients.documents;
const the = (number: number) => ({ TableName: rooms.TableName, Key: key(number) });

const get = (ConsistentRead: boolean) => documents().send(new GetCommand({ ...the(1), ConsistentRead, ...withCapacity }));
const batchGet = (numbers: number[], ConsistentRead = false) =>
  documents().send(
    new BatchGetCommand({ RequestItems: { [rooms.TableName]: { Keys: numbers.map(key), ConsistentRead } }, ...withCapacity }),
  );
const query = (more: object = {}) => {
  const condition = { KeyConditionExpression: 'building = :b', ExpressionAttributeValues: { ':b': 'A' } };
  return documents().send(new QueryCommand({ TableName: rooms.TableName, ...condition, ...withCapacity, ...more }));
};
const put = (more: object = {}) => documents().send(new PutCommand({ TableName: rooms.TableName, Item: room(1, more), ...withCapacity }));
const batchWrite = (...writes: object[]) =>
  documents().send(new BatchWriteCommand({ RequestItems: { [rooms.TableName]: writes }, ...withCapacity }));
const remove = () => documents().send(new DeleteCommand({ ...the(1), ...withCapacity }));
const setting = (name: string) => ({
  UpdateExpression: 'SET #n = :v',
  ExpressionAttributeNames: { '#n': name },
  ExpressionAttributeValues: { ':v': 'x' },
});
const set = (name: string) => documents().send(new UpdateCommand({ ...the(1), ...setting(name), ...withCapacity }));
const transact = (...actions: NonNullable<TransactWriteCommandInput['TransactItems']>) => rooms.transact(actions, withCapacity);
const inTransaction = {
  put: (more: object) => transact({ Put: { TableName: rooms.TableName, Item: room(1, more) } }),
  set: (name: string) => transact({ Update: { ...the(1), ...setting(name) } }),
  remove: () => transact({ Delete: the(1) }),
  check: (exists: boolean) =>
    transact({ ConditionCheck: { ...the(1), ConditionExpression: `attribute_${exists ? '' : 'not_'}exists(building)` } }),
  get: (...numbers: number[]) =>
    documents().send(new TransactGetCommand({ TransactItems: numbers.map((number) => ({ Get: the(number) })), ...withCapacity })),
};

async function unitsOf(response: Promise<MeasuredResponse>): Promise<Units> {
  const [capacity, ...more] = [(await response).ConsumedCapacity ?? []].flat();
  expect(more).toEqual([]);
  const indexes = Object.entries(capacity!.GlobalSecondaryIndexes ?? {}).map(([name, { CapacityUnits }]) => [name, CapacityUnits] as const);
  const units = { table: capacity!.Table!.CapacityUnits!, ...Object.fromEntries(indexes) };
  // The app requests only the total, which is the sum of the parts.
  expect(capacity!.CapacityUnits).toBe(Object.values(units).reduce((sum, each) => sum + each, 0));
  return units;
}

const three = [1, 2, 3].map(() => kilobytes(2));

describe.each<[string, Case[]]>([
  [
    'a read',
    [
      ['is half a unit for each started 4 KB of an item', [kilobytes(5)], () => get(false), { table: 1 }],
      ['is a whole unit for each started 4 KB of an item in a consistent read', [kilobytes(5)], () => get(true), { table: 2 }],
      ['is that of the smallest item if there is no item', [], () => get(false), { table: 0.5 }],
      ['is rounded item by item in a batch', [kilobytes(5), {}], () => batchGet([1, 2]), { table: 1.5 }],
      ['is doubled in a consistent batch', [kilobytes(5), {}], () => batchGet([1, 2], true), { table: 3 }],
      // https://github.com/awslabs/amazon-dynamodb-local-samples/issues/7
      ['includes the missing items of a batch', [{}], () => batchGet([1, 2]), { table: 1 }, { table: 0.5 }],
      ['is that of all items of a query together', three, () => query(), { table: 1 }],
      ['is doubled in a consistent query', three, () => query({ ConsistentRead: true }), { table: 2 }],
      ['is that of the items on a page of a query', three, () => query({ Limit: 1 }), { table: 0.5 }],
      ['includes items that a filter drops', three, () => query({ FilterExpression: 'attribute_exists(v)' }), { table: 1 }],
      ['is that of the smallest item if a query finds nothing', [], () => query(), { table: 0.5 }, { table: 0 }],
      [
        'is counted for the index that a query reads',
        three.map((room) => ({ ...room, ...listed })),
        () => rooms.ownedBy('ann', withCapacity),
        { table: 0, 'by-owner': 1 },
      ],
      [
        'is that of the smallest item if a query of an index finds nothing',
        [],
        () => rooms.ownedBy('ann', withCapacity),
        { table: 0, 'by-owner': 0.5 },
        { table: 0, 'by-owner': 0 },
      ],
    ],
  ],
  [
    'a write',
    [
      ['is a unit for each started KB of a new item', [], () => put(kilobytes(2)), { table: 2 }],
      [
        'includes the index entries of a new item',
        [],
        () => put({ ...listed, ...kilobytes(2) }),
        { table: 2, 'by-owner': 2, 'by-state': 1 },
      ],
      ['includes no index entry if nothing changes', [listed], () => put(listed), { table: 1 }],
      [
        'is that of the larger of the old and the new item',
        [{ ...listed, ...kilobytes(3) }],
        () => put(listed),
        { table: 3, 'by-owner': 3 },
      ],
      ['includes only index entries that project the change', [listed], () => set('v'), { table: 1, 'by-owner': 1 }],
      ['includes an index entry twice if its key changes', [listed], () => set('since'), { table: 1, 'by-owner': 2 }],
      ['is that of the deleted item', [{ ...listed, ...kilobytes(3) }], () => remove(), { table: 3, 'by-owner': 3, 'by-state': 1 }],
      ['is that of the smallest item for a delete of a missing item', [], () => remove(), { table: 1 }],
      [
        'is the sum over the items of a batch',
        [],
        () => batchWrite(...[listed, kilobytes(2)].map((more, number) => ({ PutRequest: { Item: room(number, more) } }))),
        { table: 3, 'by-owner': 1, 'by-state': 1 },
      ],
      // https://github.com/awslabs/amazon-dynamodb-local-samples/issues/7
      [
        'is that of the smallest item for a delete of a missing item in a batch',
        [],
        () => batchWrite({ DeleteRequest: { Key: key(1) } }),
        { table: 1 },
        { table: 2 },
      ],
    ],
  ],
  [
    'a transaction',
    [
      ['is doubled for a put', [], () => inTransaction.put(kilobytes(2)), { table: 4 }],
      ['is doubled for an update', [kilobytes(3)], () => inTransaction.set('v'), { table: 6 }],
      ['is double that of the deleted item', [kilobytes(3)], () => inTransaction.remove(), { table: 6 }],
      ['is doubled for a condition check of a missing item', [], () => inTransaction.check(false), { table: 2 }],
      // DynamoDB Local counts only the size of the key, although it reads the whole item.
      ['is doubled for a condition check of an existing item', [kilobytes(3)], () => inTransaction.check(true), { table: 6 }, { table: 2 }],
      ['is doubled for reads of existing and missing items', [kilobytes(5)], () => inTransaction.get(1, 2), { table: 6 }],
      // DynamoDB updates the indexes after the transaction, so AWS counts each entry once.
      [
        'is not doubled for the index entries of a put',
        [],
        () => inTransaction.put({ ...listed, ...kilobytes(2) }),
        { table: 4, 'by-owner': 2, 'by-state': 1 },
        { table: 4, 'by-owner': 4, 'by-state': 2 },
      ],
      [
        'is not doubled for the index entries of a changed key',
        [listed],
        () => inTransaction.set('since'),
        { table: 2, 'by-owner': 2 },
        { table: 2, 'by-owner': 4 },
      ],
    ],
  ],
])('the cost of %s', (_kind, cases) => {
  it.each(cases)('%s', async (_what, items, send, units, onDynamoDbLocal = units) => {
    for (const [index, more] of items.entries()) await rooms.put(index + 1, more);
    expect(await unitsOf(send())).toEqual(official ? onDynamoDbLocal : units);
  });
});
