import deleteItem from 'dynalite/actions/deleteItem.js';
import getItem from 'dynalite/actions/getItem.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import database from 'dynalite/db/index.js';
import batchGetItem from 'dynalite/validations/batchGetItem.js';
import batchWriteItem from 'dynalite/validations/batchWriteItem.js';
import createTable from 'dynalite/validations/createTable.js';
import deleteItemRules from 'dynalite/validations/deleteItem.js';
import getItemRules from 'dynalite/validations/getItem.js';
import validation from 'dynalite/validations/index.js';
import putItemRules from 'dynalite/validations/putItem.js';
import queryRules from 'dynalite/validations/query.js';
import scanRules from 'dynalite/validations/scan.js';
import updateItemRules from 'dynalite/validations/updateItem.js';
import type { Readable } from 'node:stream';
import type { Refusal } from './errors.js';
import type { Item } from './item.js';
import type { Index, TableDescription } from './table-description.js';

// The parts of dynalite in use: its parsers, its validation and its actions on items. Its server, its storage and its table calls are not.

export type Callback<T = void> = (error?: Error | null, result?: T) => void;

/** LevelDB keys between bounds, in order. */
export interface Range {
  gte?: string;
  gt?: string;
  lte?: string;
  lt?: string;
  reverse?: boolean;
  /** -1 for all. */
  limit?: number;
}

export type Snapshot = { close(): Promise<void> };
export type BatchWrite = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** LevelDB, with JSON values. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  /** All or nothing, also when the process dies halfway. */
  batch(writes: BatchWrite[]): Promise<void>;
  getSync(key: string, options: { snapshot?: Snapshot }): unknown;
  keys(range: Range): { all(): Promise<string[]> };
  values(range: Range & { snapshot?: Snapshot }): AsyncIterable<unknown>;
  snapshot(): Snapshot;
}

/** Where an action finds items, or the entries of an index. */
export interface SubStore {
  lock(key: string, task: (release: <C>(callback: C) => C) => void): void;
  get(key: string, callback: Callback<Item>): void;
  put(key: string, item: Item, callback: Callback): void;
  del(key: string, callback: Callback): void;
  createValueStream(range: Range): Readable;
}

/** What an action works on. */
export interface Store {
  options: { maxItemSize: number };
  getTable(name: string, checkStatus: boolean | Callback<TableDescription>, callback?: Callback<TableDescription>): void;
  getItemDb(table: string): SubStore;
  getIndexDb(kind: string, table: string, index: string): SubStore;
}

export type Action = (store: Store, request: object, callback: Callback<Record<string, unknown>>) => void;

/** A parsed expression: a comparison or function, with paths, values and expressions as arguments. */
export interface Expression {
  type: string;
  args?: (Expression | Item[string] | (string | number)[])[];
}

interface Rules {
  types: object;
  custom?: (request: object, store: Pick<Store, 'options'>) => string | undefined;
}

export const dynalite = database as {
  create(options: { path?: string }): { db: Level };
  createKey(item: Item, table: TableDescription): string;
  validateKey(key: Item, table: TableDescription): Refusal | null | undefined;
  validateItem(item: Item, table: TableDescription): Refusal | null | undefined;
  checkConditional(request: object, item: Item | undefined): Refusal | null | undefined;
  getIndexActions(
    indexes: Index[],
    before: Item | undefined | null,
    after: Item | undefined,
    table: TableDescription,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
};

export const validations = validation as {
  /** @throws Refusal */
  checkTypes(request: object, types: object): object;
  /** @throws Refusal */
  checkValidations(request: object, types: object, custom: Rules['custom'], store: Pick<Store, 'options'>): void;
};

const scans = scanRules as Rules;

export const rules = {
  BatchGetItem: batchGetItem as Rules,
  BatchWriteItem: batchWriteItem as Rules,
  CreateTable: createTable as Rules,
  DeleteItem: deleteItemRules as Rules,
  GetItem: getItemRules as Rules,
  PutItem: putItemRules as Rules,
  Query: queryRules as Rules,
  // dynalite drops `ConsistentRead` of scans, though its action heeds it.
  Scan: { ...scans, types: { ...scans.types, ConsistentRead: 'Boolean' } },
  UpdateItem: updateItemRules as Rules,
};

export const actions = {
  DeleteItem: deleteItem as Action,
  GetItem: getItem as Action,
  PutItem: putItem as Action,
  Query: query as Action,
  Scan: scan as Action,
  UpdateItem: updateItem as Action,
};
