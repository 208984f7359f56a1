import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type TransactWriteCommandInput,
  TransactGetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { key, room, Rooms } from '../fixture.js';

// The cost of each kind of operation, by the rules of capacity.ts and on any DynamoDB. DYNAMODB_ENDPOINT points these tests at another one, such as the
// official DynamoDB Local. Where that is known to count otherwise than AWS, the tests expect its own count, so that a change of it is noticed.
const official = process.env.DYNAMODB_ENDPOINT;
const rooms = new Rooms();
beforeAll(() => rooms.start(official));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

/** Units of the table, and of each index that was touched. */
interface Units {
  table: number;
  'by-owner'?: number;
  'by-state'?: number;
}
type Told = { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
type Case = [what: string, rooms: object[], ask: () => Promise<Told>, units: Units, onDynamoDbLocal?: Units];

const ask = { ReturnConsumedCapacity: 'INDEXES' } as const;
const listed = { owner: 'ann', since: '1', state: 'free' };
const kilobytes = (count: number) => ({ text: 'x'.repeat(count * 1024 - 100) });
const documents = () => rooms.clients.documents;
const the = (number: number) => ({ TableName: rooms.TableName, Key: key(number) });

const get = (ConsistentRead: boolean) => documents().send(new GetCommand({ ...the(1), ConsistentRead, ...ask }));
const batchGet = (numbers: number[], ConsistentRead = false) =>
  documents().send(new BatchGetCommand({ RequestItems: { [rooms.TableName]: { Keys: numbers.map(key), ConsistentRead } }, ...ask }));
const query = (more: object = {}) => {
  const condition = { KeyConditionExpression: 'building = :b', ExpressionAttributeValues: { ':b': 'A' } };
  return documents().send(new QueryCommand({ TableName: rooms.TableName, ...condition, ...ask, ...more }));
};
const put = (more: object = {}) => documents().send(new PutCommand({ TableName: rooms.TableName, Item: room(1, more), ...ask }));
const batchWrite = (...writes: object[]) =>
  documents().send(new BatchWriteCommand({ RequestItems: { [rooms.TableName]: writes }, ...ask }));
const remove = () => documents().send(new DeleteCommand({ ...the(1), ...ask }));
const setting = (name: string) => ({
  UpdateExpression: 'SET #n = :v',
  ExpressionAttributeNames: { '#n': name },
  ExpressionAttributeValues: { ':v': 'x' },
});
const set = (name: string) => documents().send(new UpdateCommand({ ...the(1), ...setting(name), ...ask }));
const transact = (...actions: NonNullable<TransactWriteCommandInput['TransactItems']>) => rooms.transact(actions, ask);
const inTransaction = {
  put: (more: object) => transact({ Put: { TableName: rooms.TableName, Item: room(1, more) } }),
  set: (name: string) => transact({ Update: { ...the(1), ...setting(name) } }),
  remove: () => transact({ Delete: the(1) }),
  check: (exists: boolean) =>
    transact({ ConditionCheck: { ...the(1), ConditionExpression: `attribute_${exists ? '' : 'not_'}exists(building)` } }),
  get: (...numbers: number[]) =>
    documents().send(new TransactGetCommand({ TransactItems: numbers.map((number) => ({ Get: the(number) })), ...ask })),
};

async function unitsOf(asked: Promise<Told>): Promise<Units> {
  const [capacity, ...more] = [(await asked).ConsumedCapacity ?? []].flat();
  expect(more).toEqual([]);
  const indexes = Object.entries(capacity!.GlobalSecondaryIndexes ?? {}).map(([name, { CapacityUnits }]) => [name, CapacityUnits] as const);
  const units = { table: capacity!.Table!.CapacityUnits!, ...Object.fromEntries(indexes) };
  // The total, which is all that the app asks for, is that of its parts.
  expect(capacity!.CapacityUnits).toBe(Object.values(units).reduce((sum, each) => sum + each, 0));
  return units;
}

const three = [1, 2, 3].map(() => kilobytes(2));

describe.each<[string, Case[]]>([
  [
    'a read',
    [
      ['of an item: half a unit for each started 4 KB', [kilobytes(5)], () => get(false), { table: 1 }],
      ['of an item, consistent: a whole unit', [kilobytes(5)], () => get(true), { table: 2 }],
      ['of nothing: as of the smallest item', [], () => get(false), { table: 0.5 }],
      ['of a batch: rounded item by item', [kilobytes(5), {}], () => batchGet([1, 2]), { table: 1.5 }],
      ['of a batch, consistent', [kilobytes(5), {}], () => batchGet([1, 2], true), { table: 3 }],
      // https://github.com/awslabs/amazon-dynamodb-local-samples/issues/7
      ['of a batch, also for what is not there', [{}], () => batchGet([1, 2]), { table: 1 }, { table: 0.5 }],
      ['of a range: its items together', three, () => query(), { table: 1 }],
      ['of a range, consistent', three, () => query({ ConsistentRead: true }), { table: 2 }],
      ['of a page of a range: what is on it', three, () => query({ Limit: 1 }), { table: 0.5 }],
      ['of a range: also what a filter drops', three, () => query({ FilterExpression: 'attribute_exists(v)' }), { table: 1 }],
      ['of an empty range: as of the smallest item', [], () => query(), { table: 0.5 }, { table: 0 }],
      ['of an index', three.map((room) => ({ ...room, ...listed })), () => rooms.ownedBy('ann', ask), { table: 0, 'by-owner': 1 }],
      [
        'of an index that has nothing of it',
        [],
        () => rooms.ownedBy('ann', ask),
        { table: 0, 'by-owner': 0.5 },
        { table: 0, 'by-owner': 0 },
      ],
    ],
  ],
  [
    'a write',
    [
      ['of a new item: a unit for each started KB', [], () => put(kilobytes(2)), { table: 2 }],
      ['of a new item, and of its entries', [], () => put({ ...listed, ...kilobytes(2) }), { table: 2, 'by-owner': 2, 'by-state': 1 }],
      ['that changes nothing: no entry', [listed], () => put(listed), { table: 1 }],
      ['counts the larger of old and new', [{ ...listed, ...kilobytes(3) }], () => put(listed), { table: 3, 'by-owner': 3 }],
      ['counts the entry that projects the change', [listed], () => set('v'), { table: 1, 'by-owner': 1 }],
      ['counts an entry twice if its key changes', [listed], () => set('since'), { table: 1, 'by-owner': 2 }],
      ['that removes: as the item was', [{ ...listed, ...kilobytes(3) }], () => remove(), { table: 3, 'by-owner': 3, 'by-state': 1 }],
      ['that removes nothing', [], () => remove(), { table: 1 }],
      [
        'of a batch: the sum',
        [],
        () => batchWrite(...[listed, kilobytes(2)].map((more, number) => ({ PutRequest: { Item: room(number, more) } }))),
        { table: 3, 'by-owner': 1, 'by-state': 1 },
      ],
      // https://github.com/awslabs/amazon-dynamodb-local-samples/issues/7
      ['of a batch that removes nothing', [], () => batchWrite({ DeleteRequest: { Key: key(1) } }), { table: 1 }, { table: 2 }],
    ],
  ],
  [
    'a transaction',
    [
      ['that puts: twice', [], () => inTransaction.put(kilobytes(2)), { table: 4 }],
      ['that updates: twice', [kilobytes(3)], () => inTransaction.set('v'), { table: 6 }],
      ['that removes: twice as the item was', [kilobytes(3)], () => inTransaction.remove(), { table: 6 }],
      ['that checks what is not there: twice', [], () => inTransaction.check(false), { table: 2 }],
      // By the size of the key alone, though the whole item was read.
      ['that checks an item: twice as it is', [kilobytes(3)], () => inTransaction.check(true), { table: 6 }, { table: 2 }],
      ['that reads, found or not: twice', [kilobytes(5)], () => inTransaction.get(1, 2), { table: 6 }],
      // Entries of indexes follow later, outside of the transaction: on AWS each is written once.
      [
        'that puts: entries once',
        [],
        () => inTransaction.put({ ...listed, ...kilobytes(2) }),
        { table: 4, 'by-owner': 2, 'by-state': 1 },
        { table: 4, 'by-owner': 4, 'by-state': 2 },
      ],
      [
        'that changes a key of an index: entries once',
        [listed],
        () => inTransaction.set('since'),
        { table: 2, 'by-owner': 2 },
        { table: 2, 'by-owner': 4 },
      ],
    ],
  ],
])('the cost of %s', (_kind, cases) => {
  it.each(cases)('%s', async (_what, kept, asked, units, onDynamoDbLocal = units) => {
    for (const [index, more] of kept.entries()) await rooms.put(index + 1, more);
    expect(await unitsOf(asked())).toEqual(official ? onDynamoDbLocal : units);
  });
});
