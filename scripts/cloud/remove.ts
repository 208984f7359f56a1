import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { TABLES, tableName, type TableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { Failure, run } from '../failure.js';
import { accountOf, findStack, readOutputs, stackName, type Outputs } from './account.js';
import { confirm } from './confirm.js';
import { EDGE_REGION, edgeStackName, isDone } from './edge.js';
import { emptyBucket } from './empty-bucket.js';
import { findTable } from './find-table.js';
import { readTarget, type Target } from './options.js';
import { osls } from './osls.js';
import { parametersOf } from './parameters.js';

const USAGE = 'Usage: npm run remove -- --stage dev [--region ap-southeast-1] [--yes]';
const PATIENCE = 3600;

/** Takes away all of a stage. Where a stage keeps what people entered, that stays, and is listed. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { yes: { type: 'boolean', default: false } });
  const account = await accountOf(target);
  const name = stackName(target);
  const ask = async (what: string) => {
    if (!more.yes)
      await confirm(`This removes ${name} in ${target.region}, account ${account}, ${what}. Its name, if that is meant: `, name);
  };
  if (await isCutShort(target)) {
    await ask('of which there is only the part in us-east-1');
    await removeEdge(target);
    process.stdout.write('The part in us-east-1 is removed, too.\n');
    return;
  }

  const outputs = await readOutputs(target);
  await assertUnprotected(target, outputs);
  const staying = parametersOf(target.stage, {}).onRemoval === 'Delete' ? [] : thingsOf(outputs);
  await ask(staying.length === 0 ? 'with all marks, people and files in it' : 'but not what people entered');

  const storage = new S3Client({ region: target.region });
  for (const bucket of staying.length === 0 ? [outputs.SiteBucket, outputs.MediaBucket] : [outputs.SiteBucket])
    process.stdout.write(`${await emptyBucket(storage, bucket)} objects deleted from ${bucket}.\n`);
  await osls(['remove'], target);
  await removeEdge(target);
  process.stdout.write(
    staying.length === 0 ? 'Nothing is left.\n' : `Removed. These stay:\n${staying.map((name) => `  ${name}\n`).join('')}`,
  );
}

/** Whether an earlier removal got as far as the part in us-east-1, which goes last. */
async function isCutShort(target: Target): Promise<boolean> {
  if (target.region === EDGE_REGION || (await findStack(target.region, stackName(target)))) return false;
  return (await findStack(EDGE_REGION, edgeStackName(target))) !== undefined;
}

/** @throws Failure if somebody has to say first that it may be deleted */
async function assertUnprotected({ stage, region }: Target, { TablePrefix }: Outputs): Promise<void> {
  // A removal that failed halfway has taken the table with it.
  const table = await findTable(new DynamoDBClient({ region }), tableName(TablePrefix, 'users'));
  if (table?.DeletionProtectionEnabled)
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

async function removeEdge(target: Target): Promise<void> {
  const StackName = edgeStackName(target);
  if (!(await findStack(EDGE_REGION, StackName))) return;
  const client = new CloudFormationClient({ region: EDGE_REGION });
  await client.send(new DeleteStackCommand({ StackName }));
  await isDone(StackName, waitUntilStackDeleteComplete({ client, maxWaitTime: PATIENCE }, { StackName }));
}

run(main);
