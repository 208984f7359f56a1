import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TABLES, type TableDefinition, type TableName, tableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { formatUsage, run } from '../failure.js';
import { type Outputs, findAccount, findStack, readOutputs, stackName } from './account.js';
import { TARGET_HELP, type Target, readTarget } from './options.js';
import { parametersOf } from './parameters.js';

const USAGE = formatUsage(
  'doctor -- --stage prod [--region ap-southeast-1]',
  'Checks every part of a deployed stage and says how to fix what is wrong. Exits with 1 if something is wrong.',
  TARGET_HELP,
);

/** A check of one part of a stage. */
interface Check {
  readonly what: string;
  /** Returns what is wrong and what to do; undefined if all is well. */
  readonly findProblem: () => Promise<string | undefined>;
}

/** Checks a stage part by part. Exits with 1 if something is wrong. */
async function main(): Promise<void> {
  const { more: _, ...target } = readTarget(process.argv.slice(2), USAGE, {});
  await findAccount(target);
  const outputs = await readOutputs(target);
  for (const { what, findProblem } of checksOf(target, outputs)) {
    const problem = await findProblem().catch((error: unknown) =>
      String(((error as Error).cause as Error | undefined)?.message ?? (error as Error).message),
    );
    process.stdout.write(`${problem ? 'wrong' : 'ok   '}  ${what}${problem ? `: ${problem}` : ''}\n`);
    if (problem) process.exitCode = 1;
  }
}

function checksOf(target: Target, outputs: Outputs): Check[] {
  return [
    { what: 'the stack', findProblem: () => checkStack(target) },
    ...(Object.keys(TABLES) as TableName[]).map((table) => ({
      what: `the table ${tableName(outputs.TablePrefix, table)}`,
      findProblem: () => checkTable(target, outputs, table),
    })),
    { what: 'the user pool', findProblem: () => checkPool(target, outputs) },
    { what: 'the origin secrets', findProblem: () => checkSecrets(target, outputs) },
    { what: 'the code cache of the function', findProblem: () => checkCode(target, outputs) },
    { what: `${outputs.SiteUrl}/health/ready`, findProblem: () => checkAnswer(`${outputs.SiteUrl}/health/ready`, 200) },
    { what: 'the gateway, without CloudFront', findProblem: () => checkAnswer(`${outputs.HttpApiUrl}/health`, 403) },
    { what: `${outputs.ApiUrl}/me, without a token`, findProblem: () => checkAnswer(`${outputs.ApiUrl}/me`, 401) },
  ];
}

async function checkStack(target: Target): Promise<string | undefined> {
  const { StackStatus } = (await findStack(target.region, stackName(target)))!;
  return /^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus!) ? undefined : `its status is ${StackStatus}: see its events in CloudFormation`;
}

async function checkTable({ stage, region }: Target, { TablePrefix }: Outputs, table: TableName): Promise<string | undefined> {
  const client = new DynamoDBClient({ region });
  const TableName = tableName(TablePrefix, table);
  const { expiresAt }: TableDefinition = TABLES[table];
  const [{ Table }, { ContinuousBackupsDescription: backups }, { TimeToLiveDescription: expiry }] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
    client.send(new DescribeTimeToLiveCommand({ TableName })),
  ]);
  if (Table?.TableStatus !== 'ACTIVE') return `its status is ${Table?.TableStatus}: wait, then check again`;
  if (backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus !== 'ENABLED')
    return 'point-in-time recovery is off: deploy again';
  if (expiresAt && expiry?.TimeToLiveStatus !== 'ENABLED') return 'time to live is off: deploy again';
  if (String(Table.DeletionProtectionEnabled) !== parametersOf(stage, {}).isProtected)
    return 'its deletion protection differs from infra/stages.yml: deploy again';
  return undefined;
}

async function checkPool({ stage, region }: Target, { UserPoolId }: Outputs): Promise<string | undefined> {
  const { UserPool } = await new CognitoIdentityProviderClient({ region }).send(new DescribeUserPoolCommand({ UserPoolId }));
  const { EmailConfiguration, DeletionProtection, EmailConfigurationFailure } = UserPool!;
  const { mail, deletionProtection } = parametersOf(stage, {});
  if (EmailConfigurationFailure) return `it cannot send mail: ${EmailConfigurationFailure}`;
  if (EmailConfiguration?.EmailSendingAccount !== mail)
    return `it sends mail through ${EmailConfiguration?.EmailSendingAccount}, not ${mail}: deploy again`;
  if (DeletionProtection !== deletionProtection) return 'its deletion protection differs from infra/stages.yml: deploy again';
  return undefined;
}

async function checkSecrets({ region, stage }: Target, { OriginSecretA, OriginSecretB }: Outputs): Promise<string | undefined> {
  const client = new SecretsManagerClient({ region });
  const secrets = await Promise.all([OriginSecretA, OriginSecretB].map((SecretId) => client.send(new DescribeSecretCommand({ SecretId }))));
  if (secrets.some(({ DeletedDate }) => DeletedDate)) return 'one is scheduled for deletion: restore it in Secrets Manager';
  const changedAt = Math.max(...secrets.map(({ LastChangedDate, CreatedDate }) => (LastChangedDate ?? CreatedDate!).getTime()));
  const days = Math.floor((Date.now() - changedAt) / 86_400_000);
  return days > 365 ? `they are ${days} days old. Replace them: npm run rotate -- --stage ${stage} --region ${region}` : undefined;
}

async function checkCode({ region }: Target, { FunctionName }: Outputs): Promise<string | undefined> {
  const Payload = Buffer.from(JSON.stringify({ task: 'code-cache' }));
  const answer = await new LambdaClient({ region }).send(new InvokeCommand({ FunctionName, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError) return `the function does not start: ${text.slice(0, 300)}`;
  return (JSON.parse(text) as { accepted: boolean }).accepted
    ? undefined
    : 'the function does not accept it, so cold starts are slow: deploy again';
}

async function checkAnswer(url: string, expected: number): Promise<string | undefined> {
  const { status } = await fetch(url);
  return status === expected ? undefined : `it answers ${status} instead of ${expected}: see npm run logs`;
}

run(main);
