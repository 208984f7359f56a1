import {
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  TableAlreadyExistsException,
  UpdateContinuousBackupsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DeleteFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { TABLES, type TableDefinition, tableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { formatUsage, run, usageError } from '../failure.js';
import { type Outputs, findAccount, readOutputs } from './account.js';
import { copyTable } from './copy-table.js';
import { TARGET_HELP, type Target, readTarget } from './options.js';
import { givenParameters, parametersOf } from './parameters.js';
import { assertRestored, eachTable, restoredPrefix } from './restored.js';

const USAGE = formatUsage(
  'restore -- --stage prod (--to 2026-11-20T10:00:00Z | --copy-from PREFIX)',
  `Restores the tables of a stage to an earlier time, in two steps:
  1. --to restores them as new tables beside the tables in use. Check them.
  2. --copy-from replaces the data in use with that of the new tables. Meanwhile all requests get 503.`,
  {
    ...TARGET_HELP,
    '--to TIME': 'restore the state at this time, such as 2026-11-20T10:00:00Z',
    '--copy-from PREFIX': 'copy from the tables with this prefix, which --to has printed',
  },
);
/** The time limit in seconds for restoring a table. */
const TIMEOUT_S = 6 * 3600;
/** Seconds until the last running request has ended: the timeout of the function, and some more. */
const DRAIN_S = 30;

/** Restores all tables of a stage to one time, in two steps: beside the tables in use, then over them while the app rejects requests. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { to: { type: 'string' }, 'copy-from': { type: 'string' } });
  const { to, 'copy-from': copyFrom } = more;
  if ((to === undefined) === (copyFrom === undefined)) throw usageError('Use either --to or --copy-from.', USAGE);
  const instant = to === undefined ? undefined : toInstant(to);
  await findAccount(target);
  const outputs = await readOutputs(target);
  const client = new DynamoDBClient({ region: target.region });
  if (instant) return restoreBeside(client, target, outputs, instant);
  await assertRestored(client, copyFrom!, outputs.TablePrefix);
  await withoutRequests(target, outputs, () => copyBack(client, copyFrom!, outputs));
}

function toInstant(text: string): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(instant.getTime()))
    throw usageError('--to must be a time with a time zone, such as 2026-11-20T10:00:00Z.', USAGE);
  if (instant.getTime() > Date.now()) throw usageError('--to must be a time in the past.', USAGE);
  return instant;
}

/** The restored tables have recovery, but neither expiry nor alarms: they are only for checking and copying. */
async function restoreBeside(
  client: DynamoDBClient,
  { stage, region }: Target,
  { TablePrefix }: Outputs,
  RestoreDateTime: Date,
): Promise<void> {
  const prefix = `${restoredPrefix(TablePrefix)}${RestoreDateTime.toISOString().replace(/[-:]|\.\d+Z$/g, '')}`;
  await eachTable(async (table) => {
    const TargetTableName = tableName(prefix, table);
    const SourceTableName = tableName(TablePrefix, table);
    // An existing table is from an earlier, interrupted run: its name contains the same time.
    await client
      .send(new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName, RestoreDateTime }))
      .catch((error: unknown) => {
        if (!(error instanceof TableAlreadyExistsException)) throw error;
      });
    await waitUntilTableExists({ client, maxWaitTime: TIMEOUT_S }, { TableName: TargetTableName });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(new UpdateContinuousBackupsCommand({ TableName: TargetTableName, PointInTimeRecoverySpecification }));
    process.stdout.write(`${TargetTableName} is restored.\n`);
  });
  process.stdout.write(
    `All tables are restored with the prefix ${prefix}.\nCheck them: AWS_REGION=${region} TABLE_PREFIX=${prefix} npm run recount\nThen replace the data in use: npm run restore -- --stage ${stage} --region ${region} --copy-from ${prefix}\n`,
  );
}

async function copyBack(client: DynamoDBClient, from: string, { TablePrefix }: Outputs): Promise<void> {
  await eachTable(async (table) => {
    const { keys }: TableDefinition = TABLES[table];
    const primary = keys.filter((name) => name !== undefined);
    const { written, removed } = await copyTable(client, tableName(from, table), tableName(TablePrefix, table), primary);
    process.stdout.write(`${tableName(TablePrefix, table)}: ${written} items restored, ${removed} newer items removed.\n`);
  });
}

/** Runs `act` while the gateway answers 503 to all requests and no maintenance runs. */
async function withoutRequests({ stage, region }: Target, { FunctionName }: Outputs, act: () => Promise<void>): Promise<void> {
  const client = new LambdaClient({ region });
  // Before anything changes, because a mistake in the settings must not end the command while the app rejects requests.
  const reserved = Number(parametersOf(stage, givenParameters()).reservedConcurrency);
  process.stdout.write('From now on all requests get 503, until this command succeeds. If it fails, run it again.\n');
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  await new Promise((resume) => setTimeout(resume, DRAIN_S * 1000));
  await act();
  // Not after a failure: half-restored data is worse than rejected requests. Running the command again finishes the copy.
  if (reserved > 0) await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }));
  else await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
}

run(main);
