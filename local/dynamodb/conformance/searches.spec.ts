import { BatchGetCommand, BatchWriteCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { key, room, Rooms } from '../fixture.js';

// Rules of every implementation of DynamoDB. DYNAMODB_ENDPOINT runs these tests against another one, such as the official DynamoDB Local.
const rooms = new Rooms();
beforeAll(() => rooms.start(process.env.DYNAMODB_ENDPOINT));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

describe('a query or scan', () => {
  beforeEach(() =>
    Promise.all([1, 2, 3, 10].map((number) => rooms.put(number, { owner: 'ann', since: `2026-0${number % 9}`, state: 'free' }))),
  );

  it('pages through items in numeric order, ascending and descending', async () => {
    const page = (more: object) =>
      rooms.clients.documents.send(
        new QueryCommand({
          TableName: rooms.TableName,
          KeyConditionExpression: 'building = :b',
          ExpressionAttributeValues: { ':b': 'A' },
          Limit: 3,
          ...more,
        }),
      );
    const first = await page({});
    expect(first.Items!.map((item) => item.number as number)).toEqual([1, 2, 3]);
    const second = await page({ ExclusiveStartKey: first.LastEvaluatedKey });
    expect(second.Items!.map((item) => item.number as number)).toEqual([10]);
    expect(second.LastEvaluatedKey).toBeUndefined();
    expect((await page({ ScanIndexForward: false })).Items!.map((item) => item.number as number)).toEqual([10, 3, 2]);
  });

  it('pages through an index, and finds changed items by their new index keys', async () => {
    const first = await rooms.ownedBy('ann', { Limit: 2 });
    const second = await rooms.ownedBy('ann', { ExclusiveStartKey: first.LastEvaluatedKey });
    expect([...first.Items!, ...second.Items!].map((item) => item.since as string)).toEqual(['2026-01', '2026-01', '2026-02', '2026-03']);

    await rooms.put(1, { owner: 'bob', since: '2026-01' });
    await rooms.put(2);
    expect((await rooms.ownedBy('ann')).Items!.map((item) => item.number as number)).toEqual([10, 3]);
    expect((await rooms.ownedBy('bob')).Items).toEqual([room(1, { owner: 'bob', since: '2026-01' })]);
  });

  it('returns only keys from an index that projects only keys', async () => {
    const query = new QueryCommand({
      TableName: rooms.TableName,
      IndexName: 'by-state',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'state' },
      ExpressionAttributeValues: { ':s': 'free' },
      Limit: 1,
    });
    expect((await rooms.clients.documents.send(query)).Items).toEqual([
      { building: 'A', number: expect.any(Number) as number, state: 'free' },
    ]);
  });

  const ofIndex = 'A value specified for a secondary index key is not supported. ';
  it.each([
    ['a table', undefined, 'building = :empty', '', 'Key: building'],
    ['an index', 'by-owner', '#o = :empty', ofIndex, 'IndexName: by-owner, IndexKey: owner'],
    ['an index, sorted', 'by-owner', '#o = :x AND since >= :empty', ofIndex, 'IndexName: by-owner, IndexKey: since'],
    ['an index, as a prefix', 'by-owner', '#o = :x AND begins_with(since, :empty)', ofIndex, 'IndexName: by-owner, IndexKey: since'],
    ['an index, as a bound', 'by-owner', '#o = :x AND since BETWEEN :empty AND :x', ofIndex, 'IndexName: by-owner, IndexKey: since'],
  ])('is rejected with an empty value for the key of %s', async (_of, IndexName, KeyConditionExpression, what, where) => {
    const query = new QueryCommand({
      ...{ TableName: rooms.TableName, IndexName, KeyConditionExpression },
      ExpressionAttributeNames: KeyConditionExpression.includes('#o') ? { '#o': 'owner' } : undefined,
      ExpressionAttributeValues: { ':empty': '', ...(KeyConditionExpression.includes(':x') && { ':x': 'x' }) },
    });
    const empty = 'The AttributeValue for a key attribute cannot contain an empty string value. ';
    await expect(rooms.clients.documents.send(query)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `One or more parameter values are not valid. ${what}${empty}${where}`,
    });
  });

  it('counts scanned and filtered items', async () => {
    const scan = new ScanCommand({
      TableName: rooms.TableName,
      FilterExpression: 'since > :s',
      ExpressionAttributeValues: { ':s': '2026-01' },
    });
    expect(await rooms.clients.documents.send(scan)).toMatchObject({ Count: 2, ScannedCount: 4 });
  });
});

describe('a batch', () => {
  it('writes and reads many items', async () => {
    await rooms.put(99);
    const puts = Array.from({ length: 24 }, (_, number) => ({ PutRequest: { Item: room(number) } }));
    const written = await rooms.clients.documents.send(
      new BatchWriteCommand({ RequestItems: { [rooms.TableName]: [...puts, { DeleteRequest: { Key: key(99) } }] } }),
    );
    expect(written.UnprocessedItems).toEqual({});
    const Keys = [...Array.from({ length: 24 }, (_, number) => key(number)), key(99)];
    const { Responses, UnprocessedKeys } = await rooms.clients.documents.send(
      new BatchGetCommand({ RequestItems: { [rooms.TableName]: { Keys, ConsistentRead: true } } }),
    );
    expect(new Set(Responses![rooms.TableName]!.map((item) => item.number as number))).toEqual(
      new Set(Array.from({ length: 24 }, (_, number) => number)),
    );
    expect(UnprocessedKeys).toEqual({});
  });

  it('rejects duplicate keys, and more than 25 writes or 100 reads', async () => {
    const invalid = { name: 'ValidationException' };
    const write = (requests: object[]) =>
      rooms.clients.documents.send(new BatchWriteCommand({ RequestItems: { [rooms.TableName]: requests } }));
    await expect(write([{ PutRequest: { Item: room(1) } }, { DeleteRequest: { Key: key(1) } }])).rejects.toMatchObject(invalid);
    await expect(write(Array.from({ length: 26 }, (_, number) => ({ PutRequest: { Item: room(number) } })))).rejects.toMatchObject(invalid);
    const read = (Keys: Record<string, unknown>[]) =>
      rooms.clients.documents.send(new BatchGetCommand({ RequestItems: { [rooms.TableName]: { Keys } } }));
    await expect(read([key(1), key(1)])).rejects.toMatchObject(invalid);
    await expect(read(Array.from({ length: 101 }, (_, number) => key(number)))).rejects.toMatchObject(invalid);
    expect(await rooms.get(1)).toBeUndefined();
  });
});
