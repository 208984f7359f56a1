import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, readBody, UnreadableBody } from '../loopback.js';
import { Database, keys } from './database.js';
import { isRefusal, refusal, type Refusal } from './errors.js';
import { type Fault, Faults, refusalOf } from './faults.js';
import { load } from './load.js';
import { batchOperations } from './operations/batches.js';
import { itemOperations } from './operations/items.js';
import type { Operations } from './operations/operation.js';
import { tableSettingOperations } from './operations/table-settings.js';
import { tableOperations } from './operations/tables.js';
import { transactionOperations } from './operations/transactions.js';
import type { Body } from './parse.js';
import { forgetTokens } from './request-token.js';
import { removeExpired } from './time-to-live.js';

/** The largest request DynamoDB takes, in bytes. */
const MAX_REQUEST_SIZE = 16 * 1024 * 1024;
const SWEEP_INTERVAL = 60_000;

/** A DynamoDB on 127.0.0.1 that checks no signatures. */
export interface LocalDynamoDb {
  /** Origin without a trailing slash. */
  readonly url: string;
  /** Makes requests fail, for tests. */
  readonly faults: Faults;
  /** Removes items whose time to live has expired at `now`; also runs every minute. @returns how many */
  expireItems(now?: Date): Promise<number>;
  /** Writes many items of plain values into a table. The keys must be unused. @throws Refusal */
  load(table: string, items: Iterable<object>): Promise<void>;
  /** All items of a table as plain values, in the order of a scan, many times as fast as the API. Empty without a table. */
  items(table: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/**
 * Starts on a folder, or in memory without one. What is written to a folder survives the death of the process at any moment: a write or
 * transaction is there as a whole, with its index entries, or not at all.
 * @throws PortInUse, DamagedData
 */
export async function startDynamoDb({ path, port }: { path?: string; port?: number } = {}): Promise<LocalDynamoDb> {
  const database = await Database.open(path);
  const faults = new Faults(() => database.snapshot());
  const context = { database, faults };
  const operations: Operations = {
    ...itemOperations(context),
    ...batchOperations(context),
    ...transactionOperations(context),
    ...tableOperations(context),
    ...tableSettingOperations(context),
  };
  const server = await listenOnLoopback((request, response) => void serve(request, response, operations, faults), port).catch(
    async (error) => {
      await database.close();
      throw error;
    },
  );
  const expireItems = (now = new Date()) => removeExpired(database, Math.floor(now.getTime() / 1000));
  // A sweep can fail, for example when the database closes meanwhile. The next one does its work.
  const sweep = setInterval(() => void Promise.allSettled([expireItems(), forgetTokens(database)]), SWEEP_INTERVAL).unref();
  return {
    url: server.url,
    faults,
    expireItems,
    load: (table, items) => load(database, table, items),
    items: (table) => itemsOf(database, table),
    async close() {
      clearInterval(sweep);
      await server.close();
      await faults.clear();
      await database.close();
    },
  };
}

async function itemsOf(database: Database, table: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const item of database.values(keys.items(table))) items.push(unmarshall(item as Record<string, AttributeValue>));
  return items;
}

/** Thrown to break the connection instead of answering. */
class Disconnected extends Error {}

async function serve(request: IncomingMessage, response: ServerResponse, operations: Operations, faults: Faults): Promise<void> {
  try {
    if (request.method === 'GET') return void response.end('healthy: dynamodb.local');
    const content = await readBody(request, MAX_REQUEST_SIZE);
    send(response, 200, await answer(request, content, operations, faults));
  } catch (error) {
    if (error instanceof Disconnected || error instanceof UnreadableBody) return void response.destroy();
    const { statusCode, body } = toRefusal(error);
    send(response, statusCode, body);
  }
}

async function answer(request: IncomingMessage, content: Buffer, operations: Operations, faults: Faults): Promise<object> {
  const name = String(request.headers['x-amz-target']).match(/^DynamoDB_20120810\.(\w+)$/)?.[1] ?? '';
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw refusal('UnknownOperationException', 'An unknown operation was requested.');
  const body = parseBody(content);
  await faults.reach(name, body);
  const fault = faults.take(name);
  if (fault) assertAnswerable(fault, name, body);
  const result = await operation(body, fault);
  if (fault === 'AnswerLost') throw new Disconnected();
  return result;
}

function assertAnswerable(fault: Fault, operation: string, body: Body): void {
  if (fault === 'ConnectionLost') throw new Disconnected();
  const error = refusalOf(fault, operation, body);
  if (error) throw error;
}

function parseBody(content: Buffer): Body {
  let body: unknown;
  try {
    body = JSON.parse(content.toString());
  } catch {
    throw refusal('SerializationException', 'The body is not JSON.');
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  throw refusal('SerializationException', 'Unexpected value type in payload');
}

function toRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  return refusal('InternalServerError', error instanceof Error ? error.message : String(error), {}, 500);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': randomUUID() });
  response.end(JSON.stringify(body));
}
