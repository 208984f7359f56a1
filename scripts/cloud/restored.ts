import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLES, tableName, type TableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { Failure } from '../failure.js';
import { findTable } from './find-table.js';

/** What the names of tables that were restored beside those in use begin with; the instant follows. */
export function restoredPrefix(inUse: string): string {
  return `${inUse}-at-`;
}

export async function eachTable(act: (table: TableName) => Promise<void>): Promise<void> {
  await Promise.all((Object.keys(TABLES) as TableName[]).map(act));
}

/** Before anybody is turned away: that what is to be copied is of this stage, and all there. @throws Failure */
export async function assertRestored(client: DynamoDBClient, from: string, inUse: string): Promise<void> {
  if (!from.startsWith(restoredPrefix(inUse)))
    throw new Failure(
      `--copy-from takes a prefix that --to has told, such as ${restoredPrefix(inUse)}20261120T100000, not ${JSON.stringify(from)}.`,
    );
  await eachTable(async (name) => {
    const TableName = tableName(from, name);
    const table = await findTable(client, TableName);
    if (table?.TableStatus !== 'ACTIVE')
      throw new Failure(`${TableName} is ${table ? 'still being restored' : 'not there'}. Nothing was changed.`);
  });
}
