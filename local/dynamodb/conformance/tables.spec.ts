import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createRooms, key, numbersOf, Rooms } from '../fixture.js';

// Rules of every implementation of DynamoDB. DYNAMODB_ENDPOINT runs these tests against another one, such as the official DynamoDB Local.
const rooms = new Rooms();
beforeAll(() => rooms.start(process.env.DYNAMODB_ENDPOINT));
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

describe('the table API', () => {
  it('describes a new table as active at once', async () => {
    const { Table } = await rooms.clients.client.send(new DescribeTableCommand({ TableName: rooms.TableName }));
    expect(Table).toMatchObject({
      TableName: rooms.TableName,
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: false,
      KeySchema: [
        { AttributeName: 'building', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
    });
    expect(Table!.GlobalSecondaryIndexes!.map(({ IndexName, IndexStatus }) => `${IndexName} ${IndexStatus}`).sort()).toEqual([
      'by-owner ACTIVE',
      'by-state ACTIVE',
    ]);
  });

  it('rejects an unknown table, and a second table of the same name', async () => {
    await expect(rooms.clients.client.send(new DescribeTableCommand({ TableName: 'nowhere' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(rooms.clients.documents.send(new GetCommand({ TableName: 'nowhere', Key: key(1) }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const again = new CreateTableCommand({
      TableName: rooms.TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    await expect(rooms.clients.client.send(again)).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('lists tables in pages', async () => {
    const other = await createRooms(rooms.clients);
    const names: string[] = [];
    let start: string | undefined;
    do {
      const page = await rooms.clients.client.send(new ListTablesCommand({ Limit: 1, ExclusiveStartTableName: start }));
      names.push(...page.TableNames!);
      start = page.LastEvaluatedTableName;
    } while (start);
    expect(names).toEqual(expect.arrayContaining([rooms.TableName, other]));
    expect(names).toEqual([...names].sort());
    await rooms.clients.client.send(new DeleteTableCommand({ TableName: other }));
  });

  it('protects a table from deletion until protection is off', async () => {
    const guarded = await createRooms(rooms.clients, { DeletionProtectionEnabled: true, SSESpecification: { Enabled: true } });
    const remove = () => rooms.clients.client.send(new DeleteTableCommand({ TableName: guarded }));
    await expect(remove()).rejects.toMatchObject({ name: 'ValidationException' });
    await rooms.clients.client.send(new UpdateTableCommand({ TableName: guarded, DeletionProtectionEnabled: false }));
    await remove();
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('adds an index to a table, with the items that have its keys', async () => {
    await rooms.put(1, { storey: 'B', since: '2026' });
    await rooms.put(2, { owner: 'Ann', since: '2026' });
    await rooms.clients.client.send(
      new UpdateTableCommand({
        TableName: rooms.TableName,
        AttributeDefinitions: [
          { AttributeName: 'storey', AttributeType: 'S' },
          { AttributeName: 'since', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by-storey',
              KeySchema: [
                { AttributeName: 'storey', KeyType: 'HASH' },
                { AttributeName: 'since', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    // DynamoDB fills an index after the answer, and its table is active meanwhile.
    const isFilled = async () => {
      const { Table } = await rooms.clients.client.send(new DescribeTableCommand({ TableName: rooms.TableName }));
      return Table?.GlobalSecondaryIndexes?.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');
    };
    while (!(await isFilled()));
    await rooms.put(3, { storey: 'B', since: '2025', owner: 'Ann' });
    const { Items } = await rooms.clients.documents.send(
      new QueryCommand({
        TableName: rooms.TableName,
        IndexName: 'by-storey',
        KeyConditionExpression: 'storey = :storey',
        ExpressionAttributeValues: { ':storey': 'B' },
      }),
    );
    expect(Items).toEqual([
      { ...key(3), storey: 'B', since: '2025' },
      { ...key(1), storey: 'B', since: '2026' },
    ]);
    expect(numbersOf(await rooms.ownedBy('Ann'))).toEqual([3, 2]);
  });

  it('turns time to live on and off', async () => {
    const set = (AttributeName: string, Enabled: boolean) =>
      rooms.clients.client.send(
        new UpdateTimeToLiveCommand({ TableName: rooms.TableName, TimeToLiveSpecification: { AttributeName, Enabled } }),
      );
    const described = async () =>
      (await rooms.clients.client.send(new DescribeTimeToLiveCommand({ TableName: rooms.TableName }))).TimeToLiveDescription;
    expect(await described()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await set('expiresAt', true);
    expect(await described()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    await expect(set('expiresAt', true)).rejects.toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already enabled' });
    await expect(set('other', true)).rejects.toMatchObject({ name: 'ValidationException' });
    await set('expiresAt', false);
    await expect(set('expiresAt', false)).rejects.toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already disabled' });
  });
});
