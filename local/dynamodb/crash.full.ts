import { paginateScan, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Clients, connect, createRooms, key, room } from './fixture.js';

let folder: string;
let child: ChildProcess;
let clients: Clients;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynamodb-crash-'));
});
afterEach(async () => {
  await kill();
  await rm(folder, { recursive: true });
});

async function serve(): Promise<void> {
  child = spawn(process.execPath, [join(__dirname, 'typescript-server.cjs'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface(child.stdout!), 'line')) as [string];
  clients = connect(url);
}

async function kill(): Promise<void> {
  clients.client.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Sends requests together, kills the process at the n-th write to its log, and returns the number of successful responses. */
async function killAmid(requests: (() => Promise<unknown>)[], writesToWaitFor: number): Promise<number> {
  let writes = 0;
  const watcher = watch(folder, (_event, name) => {
    if (name?.endsWith('.log')) writes += 1;
    if (writes === writesToWaitFor) child.kill('SIGKILL');
  });
  const outcomes = await Promise.allSettled(requests.map((request) => request()));
  watcher.close();
  await kill();
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

const OWNERS = ['ann', 'bob', 'eve'];
type Row = { number: number; owner: string; changes: number };
const inOrder = (rows: Row[]) => rows.sort((one, other) => one.number - other.number);

async function rowsOf(TableName: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items } of paginateScan({ client: clients.documents }, { TableName, ConsistentRead: true }))
    rows.push(...(Items as Row[]));
  return inOrder(rows);
}

async function listedRowsOf(TableName: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items } of paginateScan({ client: clients.documents }, { TableName, IndexName: 'by-owner' }))
    rows.push(...(Items as Row[]));
  return inOrder(rows);
}

/** Moves a row to an owner, which changes its index entry, and increments its number of changes. */
const move = (TableName: string, number: number, owner: string) => ({
  TableName,
  Key: key(number),
  UpdateExpression: 'SET #o = :o, since = :s ADD changes :one',
  ExpressionAttributeNames: { '#o': 'owner' },
  ExpressionAttributeValues: { ':o': owner, ':s': 'always', ':one': 1 },
});

it('keeps each transaction completely or not at all, with its index entries, when the process is killed', async () => {
  const ROWS = 20;
  await serve();
  const TableName = await createRooms(clients);
  const change = (owner: string) => () => {
    const moves = Array.from({ length: ROWS }, (_, number) => ({ Update: move(TableName, number, owner) }));
    // The version of Ann has one more row.
    const last = owner === 'ann' ? { Put: { TableName, Item: room(ROWS) } } : { Delete: { TableName, Key: key(ROWS) } };
    return clients.documents.send(new TransactWriteCommand({ TransactItems: [...moves, last] }));
  };

  await change('bob')();
  let changes = 1;
  for (const writesToWaitFor of [1, 2, 3, 4]) {
    const requests = Array.from({ length: 15 }, (_, turn) => change(OWNERS[turn % OWNERS.length]!));
    const answered = await killAmid(requests, writesToWaitFor);
    await serve();

    const [first, ...others] = await rowsOf(TableName);
    expect(first!.changes).toBeGreaterThanOrEqual(changes + answered);
    expect(first!.changes).toBeLessThanOrEqual(changes + requests.length);
    const same = { owner: first!.owner, since: 'always', changes: first!.changes };
    const extra = first!.owner === 'ann' ? [room(ROWS)] : [];
    expect(others).toEqual([...Array.from({ length: ROWS - 1 }, (_, number) => room(number + 1, same)), ...extra]);
    expect(await listedRowsOf(TableName)).toEqual([first, ...others].slice(0, ROWS));
    changes = first!.changes;
  }
});

it('keeps each single write completely or not at all, with its index entries, when the process is killed', async () => {
  await serve();
  const TableName = await createRooms(clients);
  const change = (owner: string) => () => clients.documents.send(new UpdateCommand(move(TableName, 1, owner)));
  await change('bob')();
  let changes = 1;
  for (const writesToWaitFor of [1, 2, 3, 4]) {
    const requests = Array.from({ length: 30 }, (_, turn) => change(OWNERS[turn % OWNERS.length]!));
    const answered = await killAmid(requests, writesToWaitFor);
    await serve();
    const rows = await rowsOf(TableName);
    expect(rows[0]!.changes).toBeGreaterThanOrEqual(changes + answered);
    expect(await listedRowsOf(TableName)).toEqual(rows);
    changes = rows[0]!.changes;
  }
});
