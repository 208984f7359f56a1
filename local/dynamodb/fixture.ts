import { CreateTableCommand, type CreateTableCommandInput, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  type TransactWriteCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { type LocalDynamoDb, startDynamoDb } from './server.js';

export interface Clients {
  client: DynamoDBClient;
  /** Takes and gives plain values. */
  documents: DynamoDBDocumentClient;
}

/** The AWS SDK, pointed at a local database, trying everything once. */
export function connect(url: string): Clients {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return { client, documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }) };
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

export const isNew = 'attribute_not_exists(building)';
export const key = (number: number) => ({ building: 'A', number });
export const room = (number: number, more: object = {}) => ({ ...key(number), ...more });
export const numbersOf = ({ Items = [] }: QueryCommandOutput) => Items.map((item) => item.number as number);

/** The database under test, and a table of rooms that is new for every test. */
export class Rooms {
  local?: LocalDynamoDb;
  clients!: Clients;
  TableName = '';

  /** @param endpoint an own database in memory is started without one */
  async start(endpoint?: string): Promise<void> {
    if (!endpoint) this.local = await startDynamoDb();
    this.clients = connect(endpoint ?? this.local!.url);
  }

  async renew(): Promise<void> {
    if (this.TableName) await this.clients.client.send(new DeleteTableCommand({ TableName: this.TableName }));
    this.TableName = await createRooms(this.clients);
  }

  async stop(): Promise<void> {
    await this.clients.client.send(new DeleteTableCommand({ TableName: this.TableName }));
    this.clients.client.destroy();
    await this.local?.close();
  }

  put(number: number, more: object = {}) {
    return this.clients.documents.send(new PutCommand({ TableName: this.TableName, Item: room(number, more) }));
  }

  async get(number: number, ConsistentRead = true): Promise<Record<string, unknown> | undefined> {
    return (await this.clients.documents.send(new GetCommand({ TableName: this.TableName, Key: key(number), ConsistentRead }))).Item;
  }

  ownedBy(owner: string, more: Partial<QueryCommandInput> = {}): Promise<QueryCommandOutput> {
    const condition = {
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': owner },
    };
    return this.clients.documents.send(new QueryCommand({ TableName: this.TableName, IndexName: 'by-owner', ...condition, ...more }));
  }

  transact(
    actions: TransactWriteCommandInput['TransactItems'],
    more: Partial<TransactWriteCommandInput> = {},
  ): Promise<TransactWriteCommandOutput> {
    return this.clients.documents.send(new TransactWriteCommand({ TransactItems: actions, ...more }));
  }
}
