import { BatchGetCommand, BatchWriteCommand, GetCommand, PutCommand, QueryCommand, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { key, room, Rooms } from './fixture.js';

// Capacity units as AWS counts them, and how responses report them. conformance/capacity.spec.ts checks the rules on DynamoDB Local too, and says where that differs.
const rooms = new Rooms();
beforeAll(() => rooms.start());
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

const kilobytes = (count: number) => ({ text: 'x'.repeat(count * 1024 - 100) });

async function unitsOfPut(item: object): Promise<object> {
  const put = new PutCommand({ TableName: rooms.TableName, Item: room(1, item), ReturnConsumedCapacity: 'INDEXES' });
  const { ConsumedCapacity } = await rooms.clients.documents.send(put);
  const { 'by-owner': byOwner, 'by-state': byState } = ConsumedCapacity!.GlobalSecondaryIndexes ?? {};
  return {
    total: ConsumedCapacity!.CapacityUnits,
    table: ConsumedCapacity!.Table!.CapacityUnits,
    byOwner: byOwner?.CapacityUnits,
    byState: byState?.CapacityUnits,
  };
}

describe('write capacity', () => {
  const listed = { owner: 'ann', since: '1', state: 'free' };

  it.each<[string, object | undefined, object, object]>([
    ['a new item that is in no index', undefined, {}, { total: 1, table: 1 }],
    ['a new item that is in both indexes', undefined, listed, { total: 3, table: 1, byOwner: 1, byState: 1 }],
    ['a put that changes nothing', listed, listed, { total: 1, table: 1 }],
    ['a change that only one index projects', listed, { ...listed, v: 1 }, { total: 2, table: 1, byOwner: 1 }],
    ['a changed index key: one entry deleted, one put', listed, { ...listed, since: '2' }, { total: 3, table: 1, byOwner: 2 }],
    ['a change that removes the item from both indexes', listed, {}, { total: 3, table: 1, byOwner: 1, byState: 1 }],
    ['a smaller item by the size of the old one', { ...listed, ...kilobytes(3) }, listed, { total: 6, table: 3, byOwner: 3 }],
  ])('is counted for %s', async (_what, before, after, units) => {
    if (before) await rooms.put(1, before);
    expect(await unitsOfPut(after)).toEqual({ byOwner: undefined, byState: undefined, ...units });
  });

  it('is counted in bytes, not in characters', async () => {
    expect(await unitsOfPut({ text: 'd'.repeat(900) })).toMatchObject({ total: 1 });
    expect(await unitsOfPut({ text: 'đ'.repeat(900) })).toMatchObject({ total: 2 });
  });

  it('is summed over the requests of a batch', async () => {
    const write = new BatchWriteCommand({
      RequestItems: { [rooms.TableName]: [{ PutRequest: { Item: room(1, listed) } }, { DeleteRequest: { Key: key(2) } }] },
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await rooms.clients.documents.send(write)).ConsumedCapacity).toEqual([{ TableName: rooms.TableName, CapacityUnits: 4 }]);
  });
});

describe('read capacity', () => {
  it('is counted for the whole item or a missing item, and is halved if eventually consistent', async () => {
    await rooms.put(1, kilobytes(5));
    const units = async (number: number, ConsistentRead: boolean) => {
      const get = { TableName: rooms.TableName, Key: key(number), ConsistentRead, ProjectionExpression: 'building' };
      return (await rooms.clients.documents.send(new GetCommand({ ...get, ReturnConsumedCapacity: 'TOTAL' }))).ConsumedCapacity!
        .CapacityUnits;
    };
    expect([await units(1, true), await units(1, false), await units(2, true), await units(2, false)]).toEqual([2, 1, 1, 0.5]);
    const batch = new BatchGetCommand({ RequestItems: { [rooms.TableName]: { Keys: [key(1), key(2)] } }, ReturnConsumedCapacity: 'TOTAL' });
    expect((await rooms.clients.documents.send(batch)).ConsumedCapacity).toEqual([{ TableName: rooms.TableName, CapacityUnits: 1.5 }]);
  });

  it('is counted for all items that a query evaluates, is rounded once, and is never zero', async () => {
    await Promise.all([1, 2, 3].map((number) => rooms.put(number, { owner: 'ann', since: '1', ...kilobytes(2) })));
    const units = async (building: string, more: object = {}) => {
      const condition = { KeyConditionExpression: 'building = :b', ExpressionAttributeValues: { ':b': building } };
      const query = new QueryCommand({ TableName: rooms.TableName, ...condition, ReturnConsumedCapacity: 'TOTAL', ...more });
      return (await rooms.clients.documents.send(query)).ConsumedCapacity!.CapacityUnits;
    };
    expect([await units('A'), await units('A', { ConsistentRead: true }), await units('A', { Limit: 1 })]).toEqual([1, 2, 0.5]);
    expect([await units('B'), await units('B', { ConsistentRead: true })]).toEqual([0.5, 1]);
  });

  it('is reported for the index that a query reads', async () => {
    const { ConsumedCapacity } = await rooms.ownedBy('ann', { ReturnConsumedCapacity: 'INDEXES' });
    expect(ConsumedCapacity).toEqual({
      TableName: rooms.TableName,
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { 'by-owner': { CapacityUnits: 0.5 } },
    });
  });
});

describe('transaction capacity', () => {
  const units = (CapacityUnits: number) => ({ CapacityUnits, WriteCapacityUnits: CapacityUnits });

  it('is doubled for the table but not for the indexes, and includes condition checks', async () => {
    const { ConsumedCapacity } = await rooms.transact(
      [
        { Put: { TableName: rooms.TableName, Item: room(1, { owner: 'ann', since: '1', ...kilobytes(2) }) } },
        { ConditionCheck: { TableName: rooms.TableName, Key: key(2), ConditionExpression: 'attribute_not_exists(building)' } },
      ],
      { ReturnConsumedCapacity: 'INDEXES' },
    );
    expect(ConsumedCapacity).toEqual([
      { TableName: rooms.TableName, ...units(8), Table: units(6), GlobalSecondaryIndexes: { 'by-owner': units(2) } },
    ]);
  });

  it('is counted as reads of the items for a repeated request token', async () => {
    const put = () =>
      rooms.transact([{ Put: { TableName: rooms.TableName, Item: room(1, kilobytes(2)) } }], {
        ClientRequestToken: token,
        ReturnConsumedCapacity: 'TOTAL',
      });
    const token = randomUUID();
    expect((await put()).ConsumedCapacity).toEqual([{ TableName: rooms.TableName, ...units(4) }]);
    expect((await put()).ConsumedCapacity).toEqual([{ TableName: rooms.TableName, CapacityUnits: 2, ReadCapacityUnits: 2 }]);
  });

  it('is doubled for reads of existing and missing items', async () => {
    await rooms.put(1, kilobytes(5));
    const reads = new TransactGetCommand({
      TransactItems: [1, 2].map((number) => ({ Get: { TableName: rooms.TableName, Key: key(number) } })),
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await rooms.clients.documents.send(reads)).ConsumedCapacity).toEqual([
      { TableName: rooms.TableName, CapacityUnits: 6, ReadCapacityUnits: 6 },
    ]);
  });
});
