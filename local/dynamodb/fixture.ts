import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Clients {
  client: DynamoDBClient;
  /** Takes and gives plain values. */
  documents: DynamoDBDocumentClient;
}

/** The AWS SDK, pointed at a local database, trying everything once. */
export function connect(url: string): Clients {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return { client, documents: DynamoDBDocumentClient.from(client) };
}

/**
 * Makes a table of rooms, under a name of its own: key `building` and `number`; `by-owner` on `owner` and `since`, with whole items;
 * `by-state` on `state`, with keys only.
 */
export async function createRooms({ client }: Clients, more: Partial<CreateTableCommandInput> = {}): Promise<string> {
  const TableName = `rooms-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'building', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
        { AttributeName: 'owner', AttributeType: 'S' },
        { AttributeName: 'since', AttributeType: 'S' },
        { AttributeName: 'state', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'building', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-owner',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'since', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        { IndexName: 'by-state', KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }], Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
      ...more,
    }),
  );
  return TableName;
}
