import {
  DescribeContinuousBackupsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { Rooms } from './fixture.js';

// Calls that a deployment makes and that DynamoDB Local does not support.
const rooms = new Rooms();
beforeAll(() => rooms.start());
beforeEach(() => rooms.renew());
afterAll(() => rooms.stop());

it('adds, removes and lists tags of a table', async () => {
  const { client } = rooms.clients;
  const { Table } = await client.send(new DescribeTableCommand({ TableName: rooms.TableName }));
  const ResourceArn = Table!.TableArn!;
  const tags = async () => (await client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags;
  expect(await tags()).toEqual([]);
  await client.send(
    new TagResourceCommand({
      ResourceArn,
      Tags: [
        { Key: 'stage', Value: 'test' },
        { Key: 'a', Value: 'b' },
      ],
    }),
  );
  await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
  expect(await tags()).toEqual([{ Key: 'stage', Value: 'test' }]);
  const unknown = new ListTagsOfResourceCommand({ ResourceArn: `${ResourceArn}-other` });
  await expect(client.send(unknown)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it('turns point-in-time recovery on', async () => {
  const { client } = rooms.clients;
  const status = async () => {
    const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName: rooms.TableName }));
    return ContinuousBackupsDescription!.PointInTimeRecoveryDescription!.PointInTimeRecoveryStatus;
  };
  expect(await status()).toBe('DISABLED');
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await client.send(new UpdateContinuousBackupsCommand({ TableName: rooms.TableName, PointInTimeRecoverySpecification }));
  expect(await status()).toBe('ENABLED');
});

it('returns the capacity limits of the account', async () => {
  expect(await rooms.clients.client.send(new DescribeLimitsCommand({}))).toMatchObject({ TableMaxReadCapacityUnits: 40_000 });
});

it('rejects an unsupported change of a table and changes nothing', async () => {
  const removal = new UpdateTableCommand({
    TableName: rooms.TableName,
    DeletionProtectionEnabled: true,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-owner' } }],
  });
  await expect(rooms.clients.client.send(removal)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The local database cannot change GlobalSecondaryIndexUpdates of a table: delete the table and create it again.',
  });
  const { Table } = await rooms.clients.client.send(new DescribeTableCommand({ TableName: rooms.TableName }));
  expect(Table!.DeletionProtectionEnabled).toBe(false);
});
