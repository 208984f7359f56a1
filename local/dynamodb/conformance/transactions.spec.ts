import { ScanCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { isNew, key, room, Rooms } from '../fixture.js';

// Rules of every implementation of DynamoDB. DYNAMODB_ENDPOINT runs these tests against another one, such as the official DynamoDB Local.
const rooms = new Rooms();
beforeAll(() => rooms.start(process.env.DYNAMODB_ENDPOINT));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

describe('a transaction', () => {
  it('applies all its actions', async () => {
    await rooms.put(2, { v: 1, owner: 'ann', since: '1' });
    await rooms.put(3);
    await rooms.put(4, { v: 1 });
    await rooms.transact([
      { Put: { TableName: rooms.TableName, Item: room(1, { owner: 'ann', since: '2' }), ConditionExpression: isNew } },
      {
        Update: {
          TableName: rooms.TableName,
          Key: key(2),
          UpdateExpression: 'SET #o = :o ADD v :one',
          ExpressionAttributeNames: { '#o': 'owner' },
          ExpressionAttributeValues: { ':o': 'bob', ':one': 1 },
        },
      },
      { Delete: { TableName: rooms.TableName, Key: key(3) } },
      {
        ConditionCheck: { TableName: rooms.TableName, Key: key(4), ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': 1 } },
      },
    ]);
    expect([await rooms.get(1), await rooms.get(2), await rooms.get(3), await rooms.get(4)]).toEqual([
      room(1, { owner: 'ann', since: '2' }),
      room(2, { v: 2, owner: 'bob', since: '1' }),
      undefined,
      room(4, { v: 1 }),
    ]);
    expect((await rooms.ownedBy('ann')).Items!.map((item) => item.number as number)).toEqual([1]);
    expect((await rooms.ownedBy('bob')).Items!.map((item) => item.number as number)).toEqual([2]);
  });

  it('changes nothing if a condition fails, and reports the failed conditions, with the old item on request', async () => {
    await rooms.put(2, { v: 1 });
    const refused = rooms.transact([
      { Put: { TableName: rooms.TableName, Item: room(1, { owner: 'ann', since: '2' }) } },
      { Put: { TableName: rooms.TableName, Item: room(2), ConditionExpression: isNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      {
        ConditionCheck: {
          TableName: rooms.TableName,
          Key: key(3),
          ConditionExpression: 'attribute_exists(building)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Delete: { TableName: rooms.TableName, Key: key(4) } },
    ]);
    await expect(refused).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, None]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { building: { S: 'A' }, number: { N: '2' }, v: { N: '1' } } },
        { Code: 'ConditionalCheckFailed' },
        { Code: 'None' },
      ],
    });
    expect([await rooms.get(1), await rooms.get(2)]).toEqual([undefined, room(2, { v: 1 })]);
    expect((await rooms.ownedBy('ann')).Items).toEqual([]);
  });

  it('reports an update that makes an item too large as a cancellation reason', async () => {
    const refused = rooms.transact([
      { Put: { TableName: rooms.TableName, Item: room(1) } },
      {
        Update: {
          TableName: rooms.TableName,
          Key: key(2),
          UpdateExpression: 'SET x = :x',
          ExpressionAttributeValues: { ':x': 'x'.repeat(409_595) },
        },
      },
    ]);
    await expect(refused).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'Item size to update has exceeded the maximum allowed size' },
      ],
    });
    expect(await rooms.get(1)).toBeUndefined();
  });

  it('succeeds for only one of many concurrent attempts to create an item', async () => {
    const tries = Array.from({ length: 20 }, (_, number) =>
      rooms.transact([
        { Put: { TableName: rooms.TableName, Item: room(1, { winner: number }), ConditionExpression: isNew } },
        { Put: { TableName: rooms.TableName, Item: room(100 + number) } },
      ]),
    );
    const outcomes = await Promise.allSettled(tries);
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await rooms.get(1)).toEqual(room(1, { winner }));
    const others = await Promise.all(outcomes.map((_outcome, number) => rooms.get(100 + number)));
    expect(others.flatMap((item) => (item ? [item.number as number] : []))).toEqual([100 + winner]);
  });

  it('applies a repeated request with the same token once', async () => {
    const ClientRequestToken = randomUUID();
    const add = (n: number) =>
      rooms.transact(
        [{ Update: { TableName: rooms.TableName, Key: key(1), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': n } } }],
        {
          ClientRequestToken,
        },
      );
    await add(1);
    await add(1);
    expect(await rooms.get(1)).toEqual(room(1, { n: 1 }));
    await expect(add(2)).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  it('can be retried with the same token after it was cancelled', async () => {
    const ClientRequestToken = randomUUID();
    const tryOut = () =>
      rooms.transact(
        [
          {
            Update: { TableName: rooms.TableName, Key: key(1), UpdateExpression: 'SET w = v', ConditionExpression: 'attribute_exists(v)' },
          },
        ],
        {
          ClientRequestToken,
        },
      );
    await expect(tryOut()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    await rooms.put(1, { v: 1 });
    await tryOut();
    expect(await rooms.get(1)).toEqual(room(1, { v: 1, w: 1 }));
  });

  it.each<[string, () => TransactWriteCommandInput['TransactItems'], string]>([
    ['an empty list of actions', () => [], 'ValidationException'],
    [
      'more than 100 actions',
      () => Array.from({ length: 101 }, (_, number) => ({ Put: { TableName: rooms.TableName, Item: room(number) } })),
      'ValidationException',
    ],
    [
      'more than 4 MB',
      () =>
        Array.from({ length: 11 }, (_, number) => ({
          Put: { TableName: rooms.TableName, Item: room(number, { x: 'x'.repeat(400_000) }) },
        })),
      'ValidationException',
    ],
    [
      'two actions on the same item',
      () => [{ Put: { TableName: rooms.TableName, Item: room(1) } }, { Delete: { TableName: rooms.TableName, Key: key(1) } }],
      'ValidationException',
    ],
    [
      'an entry with two actions',
      () => [{ Put: { TableName: rooms.TableName, Item: room(1) }, Delete: { TableName: rooms.TableName, Key: key(2) } }],
      'ValidationException',
    ],
    ['an entry without an action', () => [{}], 'ValidationException'],
    [
      'a malformed condition',
      () => [{ Put: { TableName: rooms.TableName, Item: room(1), ConditionExpression: 'building =' } }],
      'ValidationException',
    ],
    [
      'an unknown table',
      () => [{ Put: { TableName: rooms.TableName, Item: room(1) } }, { Put: { TableName: 'nowhere', Item: room(1) } }],
      'ResourceNotFoundException',
    ],
  ])('rejects %s before it changes anything', async (_what, actions, name) => {
    await expect(rooms.transact(actions())).rejects.toMatchObject({ name });
    expect(await rooms.get(1)).toBeUndefined();
  });

  it('accepts 100 actions', async () => {
    await rooms.transact(Array.from({ length: 100 }, (_, number) => ({ Put: { TableName: rooms.TableName, Item: room(number) } })));
    expect(await rooms.clients.documents.send(new ScanCommand({ TableName: rooms.TableName, Select: 'COUNT' }))).toMatchObject({
      Count: 100,
    });
  });
});
