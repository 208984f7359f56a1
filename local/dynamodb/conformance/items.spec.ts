import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isNew, key, room, Rooms } from '../fixture.js';

// Rules of every implementation of DynamoDB. DYNAMODB_ENDPOINT runs these tests against another one, such as the official DynamoDB Local.
const rooms = new Rooms();
beforeAll(() => rooms.start(process.env.DYNAMODB_ENDPOINT));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

const failed = { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' };

describe('an operation on a single item', () => {
  it('stores every type of value', async () => {
    const values = {
      s: 'Đặng',
      n: -1.5,
      b: new Uint8Array([1, 2]),
      t: true,
      nothing: null,
      l: [1, ['x']],
      m: { a: { b: 1 } },
      set: new Set(['x', 'y']),
    };
    await rooms.put(1, values);
    expect(await rooms.get(1)).toEqual(room(1, values));
  });

  it('rejects a put whose condition fails, and returns the old item on request', async () => {
    await rooms.put(1, { v: 1 });
    const again = (more: object) =>
      rooms.clients.documents.send(new PutCommand({ TableName: rooms.TableName, Item: room(1), ConditionExpression: isNew, ...more }));
    await expect(again({})).rejects.toMatchObject(failed);
    await expect(again({})).rejects.toHaveProperty('Item', undefined);
    const Item = { building: { S: 'A' }, number: { N: '1' }, v: { N: '1' } };
    await expect(again({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).rejects.toMatchObject({ ...failed, Item });
  });

  it('returns the old item on request for failed updates and deletes, and none if it is missing', async () => {
    await rooms.put(1, { v: 1 });
    const condition = (value: number) => ({
      ConditionExpression: 'v > :v',
      ExpressionAttributeValues: { ':v': value },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    });
    const update = new UpdateCommand({ TableName: rooms.TableName, Key: key(1), UpdateExpression: 'SET v = :v', ...condition(1) });
    await expect(rooms.clients.documents.send(update)).rejects.toMatchObject({ ...failed, Item: { v: { N: '1' } } });
    const remove = (number: number) =>
      rooms.clients.documents.send(new DeleteCommand({ TableName: rooms.TableName, Key: key(number), ...condition(1) }));
    await expect(remove(1)).rejects.toMatchObject({ ...failed, Item: { v: { N: '1' } } });
    await expect(remove(2)).rejects.toHaveProperty('Item', undefined);
  });

  it.each([
    ['REMOVE l[0], l[1]', [2, 3]],
    ['REMOVE l[1], l[0], l[3]', [2]],
    ['REMOVE l[0] SET l[1] = :x, l[9] = :y', ['x', 2, 3, 'y']],
  ])('applies %s to the list as it was before the update', async (UpdateExpression, l) => {
    await rooms.put(1, { l: [0, 1, 2, 3] });
    const values = UpdateExpression.includes(':') ? { ExpressionAttributeValues: { ':x': 'x', ':y': 'y' } } : {};
    await rooms.clients.documents.send(new UpdateCommand({ TableName: rooms.TableName, Key: key(1), UpdateExpression, ...values }));
    expect(await rooms.get(1)).toEqual(room(1, { l }));
  });

  it('removes elements of nested lists', async () => {
    await rooms.put(1, { l: [[0], [1, 2], [3]] });
    await rooms.clients.documents.send(
      new UpdateCommand({ TableName: rooms.TableName, Key: key(1), UpdateExpression: 'REMOVE l[0], l[1][0], l[1][1]' }),
    );
    expect(await rooms.get(1)).toEqual(room(1, { l: [[], [3]] }));
  });

  it('loses no concurrent update', async () => {
    const increment = new UpdateCommand({
      TableName: rooms.TableName,
      Key: key(1),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': 1 },
    });
    await Promise.all(Array.from({ length: 40 }, () => rooms.clients.documents.send(increment)));
    expect(await rooms.get(1)).toEqual(room(1, { n: 40 }));
  });

  it('rejects empty index keys, and items over 400 KB in UTF-8', async () => {
    await expect(rooms.put(1, { owner: '' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(rooms.put(1, { text: 'đ'.repeat(205_000) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
    await rooms.put(1, { text: 'd'.repeat(205_000) });
    const grow = new UpdateCommand({
      TableName: rooms.TableName,
      Key: key(1),
      UpdateExpression: 'SET more = :m',
      ExpressionAttributeValues: { ':m': 'đ'.repeat(103_000) },
    });
    await expect(rooms.clients.documents.send(grow)).rejects.toMatchObject({
      message: 'Item size to update has exceeded the maximum allowed size',
    });
    expect(await rooms.get(1)).not.toHaveProperty('more');
  });
});
