import { CreateTableCommand, DynamoDBClient, ResourceInUseException, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { createTableInput, type TableDefinition, tableName, type TableName, TABLES } from '../src/persistence/dynamodb/schema/tables.js';

/** Creates the tables of the app from its schema. Existing tables do not change. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<void> {
  await Promise.all(
    (Object.keys(TABLES) as TableName[]).map(async (table) => {
      try {
        await client.send(new CreateTableCommand(createTableInput(prefix, table)));
      } catch (error) {
        if (error instanceof ResourceInUseException) return;
        throw error;
      }
      const { expiresAt }: TableDefinition = TABLES[table];
      if (!expiresAt) return;
      const TimeToLiveSpecification = { Enabled: true, AttributeName: expiresAt };
      await client.send(new UpdateTimeToLiveCommand({ TableName: tableName(prefix, table), TimeToLiveSpecification }));
    }),
  );
}
