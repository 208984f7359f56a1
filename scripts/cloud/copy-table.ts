import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient, paginateScan, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { createHash } from 'node:crypto';

type Item = Record<string, AttributeValue>;

const MAX_WRITES = 25;
const PAUSE_MS = 200;

/** The numbers of items that a copy wrote and removed. */
export interface Copied {
  readonly written: number;
  readonly removed: number;
}

/**
 * Makes a table equal to another one with the same keys. Neither may change meanwhile. After a failure, run it again.
 * @param keys the attributes of the primary key
 */
export async function copyTable(client: DynamoDBClient, from: string, to: string, keys: readonly string[]): Promise<Copied> {
  const toKey = (item: Item): Item => Object.fromEntries(keys.map((name) => [name, item[name]!]));
  const toHash = (item: Item) =>
    createHash('sha256')
      .update(JSON.stringify(toKey(item)))
      .digest('base64');
  const wanted = new Set<string>();
  let written = 0;
  for await (const items of scanPages(client, from)) {
    await write(
      client,
      to,
      items.map((Item) => ({ PutRequest: { Item } })),
    );
    for (const item of items) wanted.add(toHash(item));
    written += items.length;
  }
  let removed = 0;
  for await (const items of scanPages(client, to)) {
    const surplus = items.filter((item) => !wanted.has(toHash(item)));
    await write(
      client,
      to,
      surplus.map((item) => ({ DeleteRequest: { Key: toKey(item) } })),
    );
    removed += surplus.length;
  }
  return { written, removed };
}

async function* scanPages(client: DynamoDBClient, TableName: string): AsyncGenerator<Item[]> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) yield Items;
}

async function write(client: DynamoDBClient, table: string, requests: readonly WriteRequest[]): Promise<void> {
  for (let start = 0; start < requests.length; start += MAX_WRITES) {
    let left: WriteRequest[] | undefined = requests.slice(start, start + MAX_WRITES);
    for (let tries = 1; left?.length; tries += 1) {
      const { UnprocessedItems }: { UnprocessedItems?: Record<string, WriteRequest[]> } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
      );
      left = UnprocessedItems?.[table];
      if (left?.length) await new Promise((resume) => setTimeout(resume, PAUSE_MS * tries));
    }
  }
}
