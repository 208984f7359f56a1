import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableName, type TableName, TABLES } from '../../src/persistence/dynamodb/schema/tables.js';
import { Failure } from '../failure.js';
import { findTable } from './find-table.js';

/** The prefix of restored tables, before the time. */
export function restoredPrefix(inUse: string): string {
  return `${inUse}-at-`;
}

export async function eachTable(act: (table: TableName) => Promise<void>): Promise<void> {
  await Promise.all((Object.keys(TABLES) as TableName[]).map(act));
}

/** Checks that the restored tables belong to this stage and are complete. @throws Failure */
export async function assertRestored(client: DynamoDBClient, from: string, inUse: string): Promise<void> {
  if (!from.startsWith(restoredPrefix(inUse)))
    throw new Failure(
      `--copy-from must be a prefix that --to has printed, such as ${restoredPrefix(inUse)}20261120T100000, not ${JSON.stringify(from)}.`,
    );
  await eachTable(async (name) => {
    const TableName = tableName(from, name);
    const table = await findTable(client, TableName);
    if (table?.TableStatus !== 'ACTIVE')
      throw new Failure(`${TableName} is ${table ? 'still being restored' : 'missing'}. Nothing was changed.`);
  });
}
