import { BatchGetCommand, BatchWriteCommand, PutCommand, ScanCommand, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Fault } from './faults.js';
import { isNew, key, numbersOf, room, Rooms } from './fixture.js';

const rooms = new Rooms();
beforeAll(() => rooms.start());
beforeEach(() => rooms.renew());
afterEach(() => rooms.local!.faults.clear());
afterAll(() => rooms.stop());

const faults = () => rooms.local!.faults;
const putBoth = () =>
  rooms.transact([1, 2].map((number) => ({ Put: { TableName: rooms.TableName, Item: room(number), ConditionExpression: isNew } })));
const stored = async () => [await rooms.get(1), await rooms.get(2)];

describe('an injected fault', () => {
  it('cancels a transaction with a conflict, even if a condition fails too, and changes nothing', async () => {
    await rooms.put(2);
    faults().failNext('TransactWriteItems', 'TransactionConflict');
    await expect(putBoth()).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(await stored()).toEqual([undefined, room(2)]);
  });

  it('cancels a transactional read and rejects a single write with a conflict', async () => {
    faults().failNext('TransactGetItems', 'TransactionConflict');
    const reads = new TransactGetCommand({
      TransactItems: [1, 2].map((number) => ({ Get: { TableName: rooms.TableName, Key: key(number) } })),
    });
    await expect(rooms.clients.documents.send(reads)).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
    });
    faults().failNext('PutItem', 'TransactionConflict');
    await expect(rooms.put(1)).rejects.toMatchObject({ name: 'TransactionConflictException' });
    expect(await rooms.get(1)).toBeUndefined();
  });

  it.each<[Fault, number]>([
    ['ProvisionedThroughputExceededException', 400],
    ['RequestLimitExceeded', 400],
    ['ThrottlingException', 400],
    ['InternalServerError', 500],
  ])('returns %s with status %i and changes nothing', async (fault, httpStatusCode) => {
    faults().failNext('TransactWriteItems', fault);
    await expect(putBoth()).rejects.toMatchObject({ name: fault, $metadata: { httpStatusCode } });
    expect(await stored()).toEqual([undefined, undefined]);
  });

  it('fails the given number of requests of its operation, in order, and no others', async () => {
    faults().failNext('PutItem', 'ThrottlingException', 2);
    faults().failNext('PutItem', 'InternalServerError');
    await expect(rooms.put(1)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await rooms.get(1)).toBeUndefined();
    await expect(rooms.put(1)).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(rooms.put(1)).rejects.toMatchObject({ name: 'InternalServerError' });
    await rooms.put(1);
    expect(await rooms.get(1)).toEqual(room(1));
  });

  it('closes the connection before or after the request takes effect', async () => {
    faults().failNext('TransactWriteItems', 'ConnectionLost');
    await expect(putBoth()).rejects.toThrow('socket hang up');
    expect(await stored()).toEqual([undefined, undefined]);
    faults().failNext('TransactWriteItems', 'AnswerLost');
    await expect(putBoth()).rejects.toThrow('socket hang up');
    expect(await stored()).toEqual([room(1), room(2)]);
  });
});

describe('a partially processed batch', () => {
  const requests = [1, 2, 3].map((number) => ({ PutRequest: { Item: room(number) } }));

  it('returns unprocessed writes that can be sent again', async () => {
    faults().failNext('BatchWriteItem', 'Unprocessed');
    const write = (RequestItems: Record<string, object[]>) => rooms.clients.documents.send(new BatchWriteCommand({ RequestItems }));
    const { UnprocessedItems } = await write({ [rooms.TableName]: requests });
    expect(UnprocessedItems).toEqual({ [rooms.TableName]: [requests[2]] });
    expect(await rooms.get(3)).toBeUndefined();
    expect((await write(UnprocessedItems as Record<string, object[]>)).UnprocessedItems).toEqual({});
    expect(await rooms.get(3)).toEqual(room(3));
  });

  it('returns unprocessed keys that can be requested again', async () => {
    await rooms.put(1);
    faults().failNext('BatchGetItem', 'Unprocessed');
    const asked = { Keys: [key(1), key(2), key(3)], ConsistentRead: true };
    const { Responses, UnprocessedKeys } = await rooms.clients.documents.send(
      new BatchGetCommand({ RequestItems: { [rooms.TableName]: asked } }),
    );
    expect(Responses).toEqual({ [rooms.TableName]: [room(1)] });
    expect(UnprocessedKeys).toEqual({ [rooms.TableName]: { Keys: [key(3)], ConsistentRead: true } });
  });

  it('is throttled if it has only one item', async () => {
    faults().failNext('BatchWriteItem', 'Unprocessed');
    const write = new BatchWriteCommand({ RequestItems: { [rooms.TableName]: requests.slice(0, 1) } });
    await expect(rooms.clients.documents.send(write)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  });
});

describe('lagging replicas', () => {
  it('hide later writes from eventually consistent reads until they are released', async () => {
    await rooms.put(1, { v: 1, owner: 'ann', since: '1' });
    faults().holdReplicas();
    await rooms.put(1, { v: 2, owner: 'bob', since: '1' });
    await rooms.put(2, { owner: 'ann', since: '2' });

    const lagging = room(1, { v: 1, owner: 'ann', since: '1' });
    expect(await rooms.get(1, false)).toEqual(lagging);
    expect(await rooms.get(1, true)).toMatchObject({ v: 2 });
    expect((await rooms.ownedBy('ann')).Items).toEqual([lagging]);
    expect((await rooms.clients.documents.send(new ScanCommand({ TableName: rooms.TableName }))).Items).toEqual([lagging]);
    expect((await rooms.clients.documents.send(new ScanCommand({ TableName: rooms.TableName, ConsistentRead: true }))).Count).toBe(2);
    const batch = async (ConsistentRead: boolean) =>
      (
        await rooms.clients.documents.send(
          new BatchGetCommand({ RequestItems: { [rooms.TableName]: { Keys: [key(1), key(2)], ConsistentRead } } }),
        )
      ).Responses![rooms.TableName]!.length;
    expect([await batch(false), await batch(true)]).toEqual([1, 2]);

    await faults().releaseReplicas();
    expect(await rooms.get(1, false)).toMatchObject({ v: 2 });
    expect(numbersOf(await rooms.ownedBy('ann'))).toEqual([2]);
  });

  it('do not affect the conditions of writes', async () => {
    faults().holdReplicas();
    await rooms.put(1);
    const again = new PutCommand({ TableName: rooms.TableName, Item: room(1), ConditionExpression: isNew });
    await expect(rooms.clients.documents.send(again)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });
});

describe('hooks', () => {
  it('delay a request until a later one is complete', async () => {
    let reached!: () => void;
    let release!: () => void;
    const waiting = new Promise<void>((resolve) => (reached = resolve));
    const stop = faults().before('TransactWriteItems', () => {
      reached();
      return new Promise<void>((resolve) => (release = resolve));
    });
    const held = putBoth();
    await waiting;
    stop();
    await putBoth();
    release();
    await expect(held).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });

  it('receive every request until they are removed', async () => {
    const seen: string[] = [];
    const stop = faults().before('*', (body, operation) => void seen.push(`${operation} ${String(body.TableName)}`));
    await rooms.put(1);
    await rooms.get(1);
    stop();
    await rooms.get(1);
    expect(seen).toEqual([`PutItem ${rooms.TableName}`, `GetItem ${rooms.TableName}`]);
  });
});
