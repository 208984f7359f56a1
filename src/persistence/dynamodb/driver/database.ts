import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { randomUUID } from 'node:crypto';
import { Page, type PageRequest, type ReadOptions } from '../../../core/paging/page.js';
import type { Item, Key } from '../schema/item.js';
import { type TableDefinition, tableName, type TableName, TABLES } from '../schema/tables.js';
import { expression, type Expression, joined, Path, Placeholders } from './expression.js';
import { isEmpty, type Range, sortCondition } from './range.js';
import { Unprocessed, withRetry } from './retry.js';

const BATCH_GET_LIMIT = 100;

/** One action of a transaction, with the domain error to throw when its condition fails. */
export interface Action {
  readonly request: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
  /** Makes the domain error from the current item. Omit it if the condition cannot fail. */
  readonly otherwise?: (current: Item | undefined) => Error;
}

/** A transaction failed on conditions. `errors` has the error of each failed action at the index of the action. */
export class ConditionsFailed extends Error {
  constructor(readonly errors: readonly (Error | undefined)[]) {
    super('Conditions of the transaction failed.');
  }

  get first(): Error {
    return this.errors.find((error) => error !== undefined)!;
  }
}

class ConditionNotMet extends Error {}

/** The operations of DynamoDB that repositories use. */
export class Database {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly prefix: string,
  ) {}

  async get(table: TableName, key: Key, { consistent = false }: ReadOptions = {}): Promise<Item | undefined> {
    const command = { TableName: this.nameOf(table), Key: key, ConsistentRead: consistent, ReturnConsumedCapacity: 'TOTAL' as const };
    return (await withRetry(() => this.client.send(new GetCommand(command)), 'read')).Item as Item | undefined;
  }

  /** Reads the items under the keys, in no order, without those that do not exist. Reads 100 items per request, and sends all requests at once. */
  async batchGet(table: TableName, keys: readonly Key[], { consistent = false }: ReadOptions = {}): Promise<Item[]> {
    const chunks = Array.from({ length: Math.ceil(keys.length / BATCH_GET_LIMIT) }, (_, index) =>
      keys.slice(index * BATCH_GET_LIMIT, (index + 1) * BATCH_GET_LIMIT),
    );
    return (await Promise.all(chunks.map((chunk) => this.batchGetChunk(table, chunk, consistent)))).flat();
  }

  private async batchGetChunk(table: TableName, chunk: readonly Key[], consistent: boolean): Promise<Item[]> {
    const name = this.nameOf(table);
    const items: Item[] = [];
    let keys = [...chunk];
    await withRetry(async () => {
      const input = { RequestItems: { [name]: { Keys: keys, ConsistentRead: consistent } }, ReturnConsumedCapacity: 'TOTAL' as const };
      const response = await this.client.send(new BatchGetCommand(input));
      items.push(...((response.Responses?.[name] ?? []) as Item[]));
      keys = (response.UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
      if (keys.length > 0) throw new Unprocessed();
    }, 'read');
    return items;
  }

  /** Reads one page of a range. Positions are keys of DynamoDB, which stay valid after the item is deleted. */
  async page(table: TableName, range: Range, page: PageRequest): Promise<Page<Item>> {
    if (isEmpty(range)) return new Page([]);
    const descending = (range.descending ?? false) !== (page.descending ?? false);
    const input = {
      ...this.query(table, { ...range, descending }),
      Limit: page.limit,
      ExclusiveStartKey: page.after && (JSON.parse(page.after) as Key),
    };
    const response = await withRetry(() => this.client.send(new QueryCommand(input as QueryCommandInput)), 'read');
    return new Page((response.Items ?? []) as Item[], response.LastEvaluatedKey && JSON.stringify(response.LastEvaluatedKey));
  }

  /** Reads a whole range, in as many requests as it takes. */
  async all(table: TableName, range: Range): Promise<Item[]> {
    if (isEmpty(range)) return [];
    const items: Item[] = [];
    const input = this.query(table, range) as QueryCommandInput;
    do {
      const response = await withRetry(() => this.client.send(new QueryCommand(input)), 'read');
      items.push(...((response.Items ?? []) as Item[]));
      input.ExclusiveStartKey = response.LastEvaluatedKey;
    } while (input.ExclusiveStartKey);
    return items;
  }

  /**
   * Makes all changes or none. Retries carry the same token, so the changes are made at most once.
   * @throws the error of the first action whose condition failed
   */
  async transact(actions: readonly Action[]): Promise<void> {
    try {
      await this.tryTransact(actions);
    } catch (error) {
      throw error instanceof ConditionsFailed ? error.first : error;
    }
  }

  /** Makes all changes if their conditions hold. @returns whether they did @throws the error of an action that has one of its own */
  async applyIf(...actions: Action[]): Promise<boolean> {
    try {
      await this.transact(actions.map((action) => ({ ...action, otherwise: action.otherwise ?? (() => new ConditionNotMet()) })));
      return true;
    } catch (error) {
      if (error instanceof ConditionNotMet) return false;
      throw error;
    }
  }

  /** Like `transact`, but reports every failed action. @throws ConditionsFailed */
  async tryTransact(actions: readonly Action[]): Promise<void> {
    const input = {
      TransactItems: actions.map(({ request }) => request),
      ClientRequestToken: randomUUID(),
      ReturnConsumedCapacity: 'TOTAL' as const,
    };
    try {
      await withRetry(() => this.client.send(new TransactWriteCommand(input)), 'write');
    } catch (error) {
      const errors = toConditionErrors(error, actions);
      throw errors ? new ConditionsFailed(errors) : error;
    }
  }

  /** Puts an item. By default it fails if the key is taken. */
  put(table: TableName, item: Item, otherwise?: Action['otherwise'], when = absent(table)): Action {
    return { request: { Put: { ...this.conditional(table, when), Item: item } }, otherwise };
  }

  /** Puts an item in any case, over the one under its key. */
  replace(table: TableName, item: Item): Action {
    return { request: { Put: { TableName: this.nameOf(table), Item: item } } };
  }

  /** Deletes an item, if it exists. */
  remove(table: TableName, key: Key): Action {
    return { request: { Delete: { TableName: this.nameOf(table), Key: key } } };
  }

  /** Changes an item if `when` holds, or in any case without it. An item that does not exist is created. */
  update(table: TableName, key: Key, change: Expression, when?: Expression, otherwise?: Action['otherwise']): Action {
    const placeholders = new Placeholders();
    const UpdateExpression = change.render(placeholders);
    return { request: { Update: { ...this.conditional(table, when, placeholders), Key: key, UpdateExpression } }, otherwise };
  }

  /** Deletes an item if `when` holds. By default it must exist. */
  delete(table: TableName, key: Key, when = present(table), otherwise?: Action['otherwise']): Action {
    return { request: { Delete: { ...this.conditional(table, when), Key: key } }, otherwise };
  }

  /** Checks that `when` holds for an item, and changes nothing. */
  check(table: TableName, key: Key, when: Expression, otherwise: Action['otherwise']): Action {
    return { request: { ConditionCheck: { ...this.conditional(table, when), Key: key } }, otherwise };
  }

  private conditional(table: TableName, when?: Expression, placeholders = new Placeholders()) {
    return {
      TableName: this.nameOf(table),
      ConditionExpression: when?.render(placeholders),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      ...placeholders.toRequest(),
    };
  }

  private query(table: TableName, range: Range) {
    const definition: TableDefinition = TABLES[table];
    const [partition, sort] = range.index ? definition.indexes[range.index]! : definition.keys;
    const bounds = sort && sortCondition(new Path(sort), range);
    const placeholders = new Placeholders();
    const isPartition = expression`${new Path(partition)} = ${range.partition}`;
    return {
      TableName: this.nameOf(table),
      IndexName: range.index,
      KeyConditionExpression: (bounds ? joined([isPartition, bounds], ' AND ') : isPartition).render(placeholders),
      FilterExpression: range.filter?.render(placeholders),
      ScanIndexForward: !range.descending,
      ConsistentRead: range.consistent,
      ReturnConsumedCapacity: 'TOTAL' as const,
      ...placeholders.toRequest(),
    };
  }

  private nameOf(table: TableName): string {
    return tableName(this.prefix, table);
  }
}

/** Holds if the item does not exist. */
export function absent(table: TableName): Expression {
  return expression`attribute_not_exists(${new Path(TABLES[table].keys[0])})`;
}

/** Holds if the item exists. */
export function present(table: TableName): Expression {
  return expression`attribute_exists(${new Path(TABLES[table].keys[0])})`;
}

/** Converts the failed conditions of a transaction to domain errors. Returns undefined for any other failure. */
function toConditionErrors(error: unknown, actions: readonly Action[]): (Error | undefined)[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  if (!reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return undefined;
  return reasons.map(({ Code, Item }, index) => {
    if (Code !== 'ConditionalCheckFailed') return undefined;
    return actions[index]?.otherwise?.(Item && (unmarshall(Item) as Item)) ?? error;
  });
}
