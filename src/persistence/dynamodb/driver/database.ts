import type { Item, Key } from '../schema/item.js';
import { randomUUID } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type DynamoDBDocumentClient,
  type QueryCommandInput,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Page, type PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import { expression, joined, Path, Placeholders, type Expression } from './expression.js';
import { withRetry, Unprocessed } from './retry.js';
import { isEmpty, sortCondition, type Range } from './range.js';
import { TABLES, tableName, type TableDefinition, type TableName } from '../schema/tables.js';

const BATCH_GET_LIMIT = 100;
/** One action of a transaction, with the domain error to throw when its condition fails. */
export interface Action {
  readonly request: NonNullable<TransactWriteCommandInput['TransactItems']>[number];
  /** Makes the error from the item as it is now; an action without it may not fail. */
  readonly otherwise?: (current: Item | undefined) => Error;
}

/** Thrown by a transaction with failed conditions; `errors` has the error of each failed action at the index of the action. */
export class ConditionsFailed extends Error {
  constructor(readonly errors: readonly (Error | undefined)[]) {
    super('Conditions of the transaction failed.');
  }

  get first(): Error {
    return this.errors.find((error) => error !== undefined)!;
  }
}

class ConditionNotMet extends Error {}

/** The few verbs of DynamoDB that repositories are made of. */
export class Database {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly prefix: string,
  ) {}

  async get(table: TableName, key: Key, { consistent = false }: ReadOptions = {}): Promise<Item | undefined> {
    const command = { TableName: this.named(table), Key: key, ConsistentRead: consistent, ReturnConsumedCapacity: 'TOTAL' as const };
    return (await withRetry(() => this.client.send(new GetCommand(command)), 'read')).Item as Item | undefined;
  }

  /** The items under the keys, in no order; those that do not exist are left out. At most 100 go in one request, all requests in one round. */
  async batchGet(table: TableName, keys: readonly Key[], { consistent = false }: ReadOptions = {}): Promise<Item[]> {
    const chunks = Array.from({ length: Math.ceil(keys.length / BATCH_GET_LIMIT) }, (_, index) =>
      keys.slice(index * BATCH_GET_LIMIT, (index + 1) * BATCH_GET_LIMIT),
    );
    return (await Promise.all(chunks.map((chunk) => this.batchGetChunk(table, chunk, consistent)))).flat();
  }

  private async batchGetChunk(table: TableName, chunk: readonly Key[], consistent: boolean): Promise<Item[]> {
    const name = this.named(table);
    const items: Item[] = [];
    let keys = [...chunk];
    await withRetry(async () => {
      const input = { RequestItems: { [name]: { Keys: keys, ConsistentRead: consistent } }, ReturnConsumedCapacity: 'TOTAL' as const };
      const answer = await this.client.send(new BatchGetCommand(input));
      items.push(...((answer.Responses?.[name] ?? []) as Item[]));
      keys = (answer.UnprocessedKeys?.[name]?.Keys ?? []) as Key[];
      if (keys.length > 0) throw new Unprocessed();
    }, 'read');
    return items;
  }

  /** One page of a range. Its positions are keys of DynamoDB: they stay good when the item they name is gone. */
  async page(table: TableName, range: Range, page: PageRequest): Promise<Page<Item>> {
    if (isEmpty(range)) return new Page([]);
    const input = { ...this.query(table, range), Limit: page.limit, ExclusiveStartKey: page.after && (JSON.parse(page.after) as Key) };
    const answer = await withRetry(() => this.client.send(new QueryCommand(input as QueryCommandInput)), 'read');
    return new Page((answer.Items ?? []) as Item[], answer.LastEvaluatedKey && JSON.stringify(answer.LastEvaluatedKey));
  }

  /** A whole range, however many requests it takes. */
  async all(table: TableName, range: Range): Promise<Item[]> {
    if (isEmpty(range)) return [];
    const items: Item[] = [];
    const input = this.query(table, range) as QueryCommandInput;
    do {
      const answer = await withRetry(() => this.client.send(new QueryCommand(input)), 'read');
      items.push(...((answer.Items ?? []) as Item[]));
      input.ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (input.ExclusiveStartKey);
    return items;
  }

  /**
   * Makes all changes or none. Sent again under the same token until answered, so it is made at most once.
   * @throws the error of the first action whose condition failed
   */
  async transact(actions: readonly Action[]): Promise<void> {
    try {
      await this.tryTransact(actions);
    } catch (error) {
      throw error instanceof ConditionsFailed ? error.first : error;
    }
  }

  /** Makes one change if its condition holds. @returns whether it did */
  async applyIf(action: Action): Promise<boolean> {
    try {
      await this.transact([{ ...action, otherwise: () => new ConditionNotMet() }]);
      return true;
    } catch (error) {
      if (error instanceof ConditionNotMet) return false;
      throw error;
    }
  }

  /** As `transact`, for callers that want to know of every failed action. @throws ConditionsFailed */
  async tryTransact(actions: readonly Action[]): Promise<void> {
    const input = {
      TransactItems: actions.map(({ request }) => request),
      ClientRequestToken: randomUUID(),
      ReturnConsumedCapacity: 'TOTAL' as const,
    };
    try {
      await withRetry(() => this.client.send(new TransactWriteCommand(input)), 'write');
    } catch (error) {
      const errors = conditionErrors(error, actions);
      throw errors ? new ConditionsFailed(errors) : error;
    }
  }

  /** Puts an item, over nothing unless `when` says otherwise. */
  put(table: TableName, item: Item, otherwise?: Action['otherwise'], when = absent(table)): Action {
    const placeholders = new Placeholders();
    const condition = when.render(placeholders);
    return { request: { Put: { ...this.conditional(table, condition, placeholders), Item: item } }, otherwise };
  }

  /** Changes an item as `change` says, if `when` holds. */
  update(table: TableName, key: Key, change: Expression, when?: Expression, otherwise?: Action['otherwise']): Action {
    const placeholders = new Placeholders();
    const UpdateExpression = change.render(placeholders);
    const condition = when?.render(placeholders);
    return { request: { Update: { ...this.conditional(table, condition, placeholders), Key: key, UpdateExpression } }, otherwise };
  }

  /** Deletes an item if `when` holds. */
  delete(table: TableName, key: Key, when: Expression, otherwise?: Action['otherwise']): Action {
    const placeholders = new Placeholders();
    const condition = when.render(placeholders);
    return { request: { Delete: { ...this.conditional(table, condition, placeholders), Key: key } }, otherwise };
  }

  /** Only checks that `when` holds for an item. */
  check(table: TableName, key: Key, when: Expression, otherwise: Action['otherwise']): Action {
    const placeholders = new Placeholders();
    const condition = when.render(placeholders);
    return { request: { ConditionCheck: { ...this.conditional(table, condition, placeholders), Key: key } }, otherwise };
  }

  private conditional(table: TableName, condition: string | undefined, placeholders: Placeholders) {
    return {
      TableName: this.named(table),
      ConditionExpression: condition,
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
      TableName: this.named(table),
      IndexName: range.index,
      KeyConditionExpression: (bounds ? joined([isPartition, bounds], ' AND ') : isPartition).render(placeholders),
      FilterExpression: range.filter?.render(placeholders),
      ScanIndexForward: !range.descending,
      ConsistentRead: range.consistent,
      ReturnConsumedCapacity: 'TOTAL' as const,
      ...placeholders.toRequest(),
    };
  }

  private named(table: TableName): string {
    return tableName(this.prefix, table);
  }
}

/** Holds for an item that does not exist yet. */
function absent(table: TableName): Expression {
  return expression`attribute_not_exists(${new Path(TABLES[table].keys[0])})`;
}

/** The domain errors of a transaction that failed on conditions; undefined if it failed on anything else. */
function conditionErrors(error: unknown, actions: readonly Action[]): (Error | undefined)[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  if (!reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return undefined;
  return reasons.map(({ Code, Item }, index) => {
    if (Code !== 'ConditionalCheckFailed') return undefined;
    return actions[index]?.otherwise?.(Item && (unmarshall(Item) as Item)) ?? error;
  });
}
