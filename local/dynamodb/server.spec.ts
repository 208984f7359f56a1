import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedData } from '../damaged-data.js';
import { PortInUse } from '../loopback.js';
import { connect, createRooms, key, room } from './fixture.js';
import { type LocalDynamoDb, startDynamoDb } from './server.js';

describe('a database in memory', () => {
  let local: LocalDynamoDb;
  beforeAll(async () => {
    local = await startDynamoDb();
  });
  afterAll(() => local.close());

  const send = async (target: string, body: string) => {
    const response = await fetch(local.url, { method: 'POST', headers: { 'X-Amz-Target': target }, body });
    return { status: response.status, ...((await response.json()) as { __type?: string }) };
  };
  const get = 'DynamoDB_20120810.GetItem';
  const transact = 'DynamoDB_20120810.TransactWriteItems';

  it.each([
    ['an unknown operation', 'DynamoDB_20120810.Nothing', '{}', 'UnknownOperationException'],
    ['an operation named like an inherited property', 'DynamoDB_20120810.constructor', '{}', 'UnknownOperationException'],
    ['an operation of another API', 'Other_20120810.GetItem', '{}', 'UnknownOperationException'],
    ['broken JSON', get, '{"TableName":', 'SerializationException'],
    ['a missing body', get, '', 'SerializationException'],
    ['a body that is null', get, 'null', 'SerializationException'],
    ['a body that is a list', get, '[]', 'SerializationException'],
    ['a member of the wrong type', get, '{"TableName":5,"Key":[]}', 'SerializationException'],
    ['actions that are not a list', transact, '{"TransactItems":5}', 'SerializationException'],
    ['an action that is not an object', transact, '{"TransactItems":[{"Put":5}]}', 'SerializationException'],
    ['an action that is null', transact, '{"TransactItems":[null]}', 'ValidationException'],
    ['a request without a table', get, '{"Key":{}}', 'ValidationException'],
    ['DescribeTable without a table', 'DynamoDB_20120810.DescribeTable', '{}', 'ValidationException'],
  ])('answers %s with an error', async (_what, target, body, type) => {
    const { status, __type } = await send(target, body);
    expect([status, __type!.split('#')[1]]).toEqual([400, type]);
  });

  it('keeps running after a client disconnects in the middle of a body', async () => {
    const { hostname, port } = new URL(local.url);
    const socket = connectSocket(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: ${get}\r\nContent-Length: 1000\r\n\r\n{"Table`);
    socket.resetAndDestroy();
    await once(socket, 'close');
    expect(await send(get, '{"Key":{}}')).toMatchObject({ status: 400 });
  });

  it('shares neither its data nor its port with another database', async () => {
    const other = await startDynamoDb();
    const clients = connect(other.url);
    await createRooms(clients);
    const mine = connect(local.url);
    expect((await mine.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    await expect(startDynamoDb({ port: Number(new URL(other.url).port) })).rejects.toThrow(PortInUse);
    await other.close();
  });
});

describe('a database in a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps tables, items and request tokens over a restart', async () => {
    const ClientRequestToken = randomUUID();
    const change = (TableName: string) =>
      new TransactWriteCommand({
        ClientRequestToken,
        TransactItems: [{ Update: { TableName, Key: key(1), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } } }],
      });
    const first = await startDynamoDb({ path: join(folder, 'new', 'data') });
    const TableName = await createRooms(connect(first.url));
    await connect(first.url).documents.send(change(TableName));
    await first.close();

    const second = await startDynamoDb({ path: join(folder, 'new', 'data') });
    const { documents } = connect(second.url);
    await documents.send(change(TableName));
    expect((await documents.send(new GetCommand({ TableName, Key: key(1) }))).Item).toEqual(room(1, { n: 1 }));
    await documents.send(new PutCommand({ TableName, Item: room(2) }));
    await second.close();
  });

  it('names the folder that it cannot open', async () => {
    const local = await startDynamoDb({ path: folder });
    await expect(startDynamoDb({ path: folder })).rejects.toThrow(DamagedData);
    await local.close();
    await writeFile(join(folder, 'CURRENT'), 'nonsense');
    const opening = startDynamoDb({ path: folder });
    await expect(opening).rejects.toThrow(DamagedData);
    await expect(opening).rejects.toThrow(`${folder} cannot be opened: `);
  });
});
