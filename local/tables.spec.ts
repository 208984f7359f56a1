import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createTableInput } from '../src/persistence/dynamodb/schema/tables.js';
import { type Clients, connect } from './dynamodb/fixture.js';
import { type LocalDynamoDb, startDynamoDb } from './dynamodb/server.js';
import { createTables } from './tables.js';

describe('the tables of a school that an earlier version has made', () => {
  let database: LocalDynamoDb;
  let clients: Clients;
  beforeAll(async () => {
    database = await startDynamoDb();
    clients = connect(database.url);
  });
  afterAll(async () => {
    clients.client.destroy();
    await database.close();
  });

  const described = async (client: DynamoDBClient) => (await client.send(new DescribeTableCommand({ TableName: 'school-ledger' }))).Table!;

  it('get the indexes that they lack, and keep their items', async () => {
    const input = createTableInput('school', 'ledger');
    const older = {
      ...input,
      AttributeDefinitions: input.AttributeDefinitions!.filter(({ AttributeName }) => AttributeName !== 'dayShard'),
      GlobalSecondaryIndexes: input.GlobalSecondaryIndexes!.filter(({ IndexName }) => IndexName !== 'day-index'),
    };
    await clients.client.send(new CreateTableCommand(older));
    const item = { pk: 'AUDIT#term:T', sk: 'S', actorId: 'A', dayShard: '2026-11-02#1' };
    await clients.documents.send(new PutCommand({ TableName: 'school-ledger', Item: item }));
    await createTables(clients.client, 'school');
    await createTables(clients.client, 'other');
    const other = (await clients.client.send(new DescribeTableCommand({ TableName: 'other-ledger' }))).Table!;
    const table = await described(clients.client);
    expect(table.AttributeDefinitions!.map(({ AttributeName }) => AttributeName).sort()).toEqual(
      other.AttributeDefinitions!.map(({ AttributeName }) => AttributeName).sort(),
    );
    const shapes = ({ GlobalSecondaryIndexes = [] }: typeof table) =>
      GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
    expect(shapes(table)).toEqual(shapes(other));
    const query = { KeyConditionExpression: 'dayShard = :day', ExpressionAttributeValues: { ':day': item.dayShard } };
    const { Items } = await clients.documents.send(new QueryCommand({ TableName: 'school-ledger', IndexName: 'day-index', ...query }));
    expect(Items).toEqual([{ pk: item.pk, sk: item.sk, dayShard: item.dayShard }]);

    await createTables(clients.client, 'school');
    expect(await described(clients.client)).toEqual(table);
  });
});
