import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { tableName, type TableName, TABLES } from '../../src/persistence/dynamodb/schema/tables.js';
import { Failure, formatUsage, run } from '../failure.js';
import { findAccount, findStack, type Outputs, readOutputs, stackName } from './account.js';
import { confirm } from './confirm.js';
import { EDGE_REGION, edgeStackName, waitForStack } from './edge.js';
import { emptyBucket } from './empty-bucket.js';
import { findTable } from './find-table.js';
import { readTarget, type Target, TARGET_HELP } from './options.js';
import { osls } from './osls.js';
import { parametersOf } from './parameters.js';

const USAGE = formatUsage(
  'remove -- --stage dev [--region ap-southeast-1] [--yes]',
  'Removes a stage. Asks for confirmation first. Lists the data that the stage retains.',
  { ...TARGET_HELP, '--yes': 'do not ask for confirmation' },
);
const TIMEOUT_S = 3600;

/** Removes a stage. If the stage retains its data, lists what stays. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { yes: { type: 'boolean', default: false } });
  const account = await findAccount(target);
  const name = stackName(target);
  const confirmRemoval = async (what: string) => {
    if (!more.yes) await confirm(`This removes ${name} in ${target.region}, account ${account}${what}. Type its name to confirm: `, name);
  };
  if (await isPartlyRemoved(target)) {
    await confirmRemoval(', of which only the part in us-east-1 is left');
    await removeEdge(target);
    process.stdout.write('The part in us-east-1 is removed too.\n');
    return;
  }

  const outputs = await readOutputs(target);
  await assertUnprotected(target, outputs);
  const retained = parametersOf(target.stage, {}).onRemoval === 'Delete' ? [] : dataOf(outputs);
  await confirmRemoval(retained.length === 0 ? ', including all users, marks and files' : ', but keeps users, marks and files');

  const storage = new S3Client({ region: target.region });
  for (const bucket of retained.length === 0 ? [outputs.SiteBucket, outputs.MediaBucket] : [outputs.SiteBucket])
    process.stdout.write(`${await emptyBucket(storage, bucket)} objects deleted from ${bucket}.\n`);
  await osls(['remove'], target);
  await removeEdge(target);
  process.stdout.write(
    retained.length === 0
      ? 'Everything is removed.\n'
      : `Removed. The following data stays:\n${retained.map((name) => `  ${name}\n`).join('')}`,
  );
}

/** Whether an earlier removal failed at its last step, the part in us-east-1. */
async function isPartlyRemoved(target: Target): Promise<boolean> {
  if (target.region === EDGE_REGION || (await findStack(target.region, stackName(target)))) return false;
  return (await findStack(EDGE_REGION, edgeStackName(target))) !== undefined;
}

/** @throws Failure if deletion protection is on */
async function assertUnprotected({ stage, region }: Target, { TablePrefix }: Outputs): Promise<void> {
  // After a removal that failed halfway, the table no longer exists.
  const table = await findTable(new DynamoDBClient({ region }), tableName(TablePrefix, 'users'));
  if (table?.DeletionProtectionEnabled)
    throw new Failure(`${stage} is protected from deletion. To turn that off: npm run unprotect -- --stage ${stage} --region ${region}`);
}

/** The resources with the data of users. */
function dataOf({ TablePrefix, UserPoolId, MediaBucket }: Outputs): string[] {
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
  await waitForStack(StackName, waitUntilStackDeleteComplete({ client, maxWaitTime: TIMEOUT_S }, { StackName }));
}

run(main);
