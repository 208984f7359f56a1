import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { createTableInput, type TableDefinition, tableName, type TableName, TABLES } from '../src/persistence/dynamodb/schema/tables.js';

/** Creates the tables of the app from its schema. An existing table gets the indexes that it lacks, and does not change otherwise. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<void> {
  await Promise.all(
    (Object.keys(TABLES) as TableName[]).map(async (table) => {
      try {
        await client.send(new CreateTableCommand(createTableInput(prefix, table)));
      } catch (error) {
        if (error instanceof ResourceInUseException) return addMissingIndexes(client, prefix, table);
        throw error;
      }
      const { expiresAt }: TableDefinition = TABLES[table];
      if (!expiresAt) return;
      const TimeToLiveSpecification = { Enabled: true, AttributeName: expiresAt };
      await client.send(new UpdateTimeToLiveCommand({ TableName: tableName(prefix, table), TimeToLiveSpecification }));
    }),
  );
}

/** For a table that an earlier version of the app has made. */
async function addMissingIndexes(client: DynamoDBClient, prefix: string, table: TableName): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes = [] } = createTableInput(prefix, table);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const present = new Set(Table!.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  // A request can add one index.
  for (const Create of GlobalSecondaryIndexes.filter(({ IndexName }) => !present.has(IndexName))) {
    const keyNames = Create.KeySchema!.map(({ AttributeName }) => AttributeName);
    const definitions = AttributeDefinitions!.filter(({ AttributeName }) => keyNames.includes(AttributeName));
    const GlobalSecondaryIndexUpdates = [{ Create }];
    await client.send(new UpdateTableCommand({ TableName, AttributeDefinitions: definitions, GlobalSecondaryIndexUpdates }));
  }
}
