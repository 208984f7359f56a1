import { createInterface } from 'node:readline/promises';
import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { TABLES, tableName, type TableName } from '../../src/persistence/dynamodb/tables.js';
import { Failure, run } from '../failure.js';
import { accountOf, findStack, readOutputs, stackName, type Outputs } from './account.js';
import { EDGE_REGION, edgeStackName } from './edge.js';
import { emptyBucket } from './empty-bucket.js';
import { readTarget, type Target } from './options.js';
import { osls } from './osls.js';
import { parametersOf } from './parameters.js';

const USAGE = 'Usage: npm run remove -- --stage dev [--region ap-southeast-1] [--yes]';
const PATIENCE = 3600;

/** Takes away all of a stage. Where a stage keeps what people entered, that stays, and is listed. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { yes: { type: 'boolean', default: false } });
  const account = await accountOf(target);
  const outputs = await readOutputs(target);
  await assertUnprotected(target, outputs);
  const staying = parametersOf(target.stage, {}).onRemoval === 'Delete' ? [] : thingsOf(outputs);
  if (!more.yes) await confirm(target, account, staying);

  const storage = new S3Client({ region: target.region });
  await emptyBucket(storage, outputs.SiteBucket);
  if (staying.length === 0) await emptyBucket(storage, outputs.MediaBucket);
  await osls(['remove'], target);
  await removeEdge(target);
  process.stdout.write(
    staying.length === 0 ? 'Nothing is left.\n' : `Removed. These stay:\n${staying.map((name) => `  ${name}\n`).join('')}`,
  );
}

/** @throws Failure if somebody has to say first that it may be deleted */
async function assertUnprotected({ stage, region }: Target, { TablePrefix }: Outputs): Promise<void> {
  const { Table } = await new DynamoDBClient({ region }).send(new DescribeTableCommand({ TableName: tableName(TablePrefix, 'users') }));
  if (Table?.DeletionProtectionEnabled)
    throw new Failure(`${stage} is protected from deletion. If you are sure: npm run unprotect -- --stage ${stage} --region ${region}`);
}

/** What people entered, wherever it is. */
function thingsOf({ TablePrefix, UserPoolId, MediaBucket }: Outputs): string[] {
  return [
    ...(Object.keys(TABLES) as TableName[]).map((table) => `table ${tableName(TablePrefix, table)}`),
    `user pool ${UserPoolId}`,
    `bucket ${MediaBucket}`,
  ];
}

async function confirm(target: Target, account: string, staying: readonly string[]): Promise<void> {
  const name = stackName(target);
  const what = staying.length === 0 ? 'with all marks, people and files in it' : 'but not what people entered';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `This removes ${name} in ${target.region}, account ${account}, ${what}. Its name, if that is meant: `,
  );
  terminal.close();
  if (answer.trim() !== name) throw new Failure('Nothing was removed.');
}

async function removeEdge(target: Target): Promise<void> {
  const StackName = edgeStackName(target);
  if (!(await findStack(EDGE_REGION, StackName))) return;
  const client = new CloudFormationClient({ region: EDGE_REGION });
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: PATIENCE }, { StackName });
}

run(main);
