import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import { Config } from '../src/config.js';
import { TABLES, tableName, type TableName } from '../src/persistence/dynamodb/tables.js';
import type { School } from './harness.js';

/** All that the database of a school holds, by table, in the order of the scan: equal where nothing changed. */
export async function dumpOf(school: School): Promise<Record<TableName, Record<string, unknown>[]>> {
  const { region, tablePrefix } = school.part(Config);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region, endpoint: school.database.url }));
  const tables = Object.keys(TABLES) as TableName[];
  try {
    const contents = await Promise.all(tables.map(async (table) => [table, await scan(client, tableName(tablePrefix, table))] as const));
    return Object.fromEntries(contents) as Awaited<ReturnType<typeof dumpOf>>;
  } finally {
    client.destroy();
  }
}

async function scan(client: DynamoDBDocumentClient, table: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let page: ScanCommandOutput | undefined;
  do {
    page = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: page?.LastEvaluatedKey }));
    items.push(...(page.Items ?? []));
  } while (page.LastEvaluatedKey);
  return items;
}
