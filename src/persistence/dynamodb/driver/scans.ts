import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../schema/item.js';
import { tableName, type TableName } from '../schema/tables.js';
import { Placeholders } from './expression.js';
import { withRetry } from './retry.js';

/** Reads whole tables. The cost grows with the school, so only recounts use it. */
export class Scans {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly prefix: string,
  ) {}

  /** Reads attributes of all items of a table. Reads each item consistently. */
  async *scan(table: TableName, attributes: readonly string[]): AsyncGenerator<Item> {
    const placeholders = new Placeholders();
    const input: ScanCommandInput = {
      TableName: tableName(this.prefix, table),
      ProjectionExpression: attributes.map((attribute) => placeholders.name(attribute)).join(', '),
      ConsistentRead: true,
      ...placeholders.toRequest(),
    };
    do {
      const answer = await withRetry(() => this.client.send(new ScanCommand(input)), 'read');
      yield* (answer.Items ?? []) as Item[];
      input.ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (input.ExclusiveStartKey);
  }
}
