import {
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  TableAlreadyExistsException,
  UpdateContinuousBackupsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DeleteFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { TABLES, tableName, type TableDefinition } from '../../src/persistence/dynamodb/schema/tables.js';
import { Failure, run } from '../failure.js';
import { accountOf, readOutputs, type Outputs } from './account.js';
import { copyTable } from './copy-table.js';
import { readTarget, type Target } from './options.js';
import { parametersOf } from './parameters.js';
import { assertRestored, eachTable, restoredPrefix } from './restored.js';

const USAGE =
  'Usage: npm run restore -- --stage prod --to 2026-11-20T10:00:00Z, look at what that made, then: npm run restore -- --stage prod --copy-from PREFIX';
/** Seconds until a table is restored, at the most. */
const PATIENCE = 6 * 3600;
/** Seconds until the last request that was under way has ended: the time limit of the function, and a little. */
const LAST_REQUEST = 30;

/** Restores all tables of a stage to one instant, in two steps: beside the tables in use, and then over them, while nobody is served. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { to: { type: 'string' }, 'copy-from': { type: 'string' } });
  const { to, 'copy-from': copyFrom } = more;
  if ((to === undefined) === (copyFrom === undefined)) throw new Failure(`Give either --to or --copy-from. ${USAGE}`);
  const instant = to === undefined ? undefined : instantOf(to);
  await accountOf(target);
  const outputs = await readOutputs(target);
  const client = new DynamoDBClient({ region: target.region });
  if (instant) return restoreBeside(client, target, outputs, instant);
  await assertRestored(client, copyFrom!, outputs.TablePrefix);
  await withoutRequests(target, outputs, () => copyBack(client, copyFrom!, outputs));
}

function instantOf(text: string): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(instant.getTime()))
    throw new Failure(`--to takes an instant such as 2026-11-20T10:00:00Z. ${USAGE}`);
  if (instant.getTime() > Date.now()) throw new Failure(`--to takes an instant that is past. ${USAGE}`);
  return instant;
}

/** The restored tables have recovery, and neither expiry nor alarms: they are to be looked at, and copied from. */
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
    // One that is there is of the same instant, since its name says which: the command was cut short.
    await client
      .send(new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName, RestoreDateTime }))
      .catch((error: unknown) => {
        if (!(error instanceof TableAlreadyExistsException)) throw error;
      });
    await waitUntilTableExists({ client, maxWaitTime: PATIENCE }, { TableName: TargetTableName });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(new UpdateContinuousBackupsCommand({ TableName: TargetTableName, PointInTimeRecoverySpecification }));
    process.stdout.write(`${TargetTableName} is there.\n`);
  });
  process.stdout.write(
    `All tables are as they were, under ${prefix}. Count them: AWS_REGION=${region} TABLE_PREFIX=${prefix} npm run recount\nOver those in use: npm run restore -- --stage ${stage} --region ${region} --copy-from ${prefix}\n`,
  );
}

async function copyBack(client: DynamoDBClient, from: string, { TablePrefix }: Outputs): Promise<void> {
  await eachTable(async (table) => {
    const { keys }: TableDefinition = TABLES[table];
    const primary = keys.filter((name) => name !== undefined);
    const { written, removed } = await copyTable(client, tableName(from, table), tableName(TablePrefix, table), primary);
    process.stdout.write(`${tableName(TablePrefix, table)}: ${written} items as they were, ${removed} newer ones removed.\n`);
  });
}

/** Does something while the gateway answers 503 to everybody, and maintenance rests. */
async function withoutRequests({ stage, region }: Target, { FunctionName }: Outputs, act: () => Promise<void>): Promise<void> {
  const client = new LambdaClient({ region });
  process.stdout.write('Nobody is served from here on, until this has ended well. Cut short, run it again.\n');
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  await new Promise((resume) => setTimeout(resume, LAST_REQUEST * 1000));
  await act();
  // Not if it failed: half of it is worse than nobody served. The same command goes on, and what the stage had before is in its parameters.
  const reserved = Number(parametersOf(stage, {}).reservedConcurrency);
  if (reserved > 0) await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }));
  else await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
}

run(main);
