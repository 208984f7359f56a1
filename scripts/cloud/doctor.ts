import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TABLES, tableName, type TableDefinition, type TableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { run } from '../failure.js';
import { accountOf, findStack, readOutputs, stackName, type Outputs } from './account.js';
import { readTarget, type Target } from './options.js';
import { parametersOf } from './parameters.js';

const USAGE = 'Usage: npm run doctor -- --stage prod [--region ap-southeast-1]';

/** Something that should be so. It says what is wrong, and what to do. */
interface Examination {
  readonly what: string;
  readonly complaint: () => Promise<string | undefined>;
}

/** Looks whether a stage is as it should be, part by part. Exits with 1 unless all is well. */
async function main(): Promise<void> {
  const { more: _, ...target } = readTarget(process.argv.slice(2), USAGE, {});
  await accountOf(target);
  const outputs = await readOutputs(target);
  for (const { what, complaint } of examinationsOf(target, outputs)) {
    const wrong = await complaint().catch((error: unknown) =>
      String(((error as Error).cause as Error | undefined)?.message ?? (error as Error).message),
    );
    process.stdout.write(`${wrong ? 'wrong' : 'well '}  ${what}${wrong ? `: ${wrong}` : ''}\n`);
    if (wrong) process.exitCode = 1;
  }
}

function examinationsOf(target: Target, outputs: Outputs): Examination[] {
  return [
    { what: 'the stack', complaint: () => stackComplaint(target) },
    ...(Object.keys(TABLES) as TableName[]).map((table) => ({
      what: `the table ${tableName(outputs.TablePrefix, table)}`,
      complaint: () => tableComplaint(target, outputs, table),
    })),
    { what: 'the user pool', complaint: () => poolComplaint(target, outputs) },
    { what: 'the origin secrets', complaint: () => secretsComplaint(target, outputs) },
    { what: 'the compiled code of the function', complaint: () => codeComplaint(target, outputs) },
    { what: `${outputs.SiteUrl}/health/ready`, complaint: () => answerComplaint(`${outputs.SiteUrl}/health/ready`, 200) },
    { what: 'the gateway, past CloudFront', complaint: () => answerComplaint(`${outputs.HttpApiUrl}/health`, 403) },
    { what: `${outputs.ApiUrl}/me, without a token`, complaint: () => answerComplaint(`${outputs.ApiUrl}/me`, 401) },
  ];
}

async function stackComplaint(target: Target): Promise<string | undefined> {
  const { StackStatus } = (await findStack(target.region, stackName(target)))!;
  return /^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus!) ? undefined : `it is ${StackStatus}: see its events in CloudFormation`;
}

async function tableComplaint({ stage, region }: Target, { TablePrefix }: Outputs, table: TableName): Promise<string | undefined> {
  const client = new DynamoDBClient({ region });
  const TableName = tableName(TablePrefix, table);
  const { expiresAt }: TableDefinition = TABLES[table];
  const [{ Table }, { ContinuousBackupsDescription: backups }, { TimeToLiveDescription: expiry }] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
    client.send(new DescribeTimeToLiveCommand({ TableName })),
  ]);
  if (Table?.TableStatus !== 'ACTIVE') return `it is ${Table?.TableStatus}`;
  if (backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus !== 'ENABLED') return 'it cannot be restored: deploy again';
  if (expiresAt && expiry?.TimeToLiveStatus !== 'ENABLED') return 'nothing in it expires: deploy again';
  if (String(Table.DeletionProtectionEnabled) !== parametersOf(stage, {}).isProtected)
    return 'its protection is not that of the stage: deploy again';
  return undefined;
}

async function poolComplaint({ stage, region }: Target, { UserPoolId }: Outputs): Promise<string | undefined> {
  const { UserPool } = await new CognitoIdentityProviderClient({ region }).send(new DescribeUserPoolCommand({ UserPoolId }));
  const { EmailConfiguration, DeletionProtection, EmailConfigurationFailure } = UserPool!;
  const { mail, deletionProtection } = parametersOf(stage, {});
  if (EmailConfigurationFailure) return `its mail fails: ${EmailConfigurationFailure}`;
  if (EmailConfiguration?.EmailSendingAccount !== mail)
    return `its mail goes through ${EmailConfiguration?.EmailSendingAccount}: deploy again`;
  if (DeletionProtection !== deletionProtection) return 'its protection is not that of the stage: deploy again';
  return undefined;
}

async function secretsComplaint({ region, stage }: Target, { OriginSecretA, OriginSecretB }: Outputs): Promise<string | undefined> {
  const client = new SecretsManagerClient({ region });
  const secrets = await Promise.all([OriginSecretA, OriginSecretB].map((SecretId) => client.send(new DescribeSecretCommand({ SecretId }))));
  if (secrets.some(({ DeletedDate }) => DeletedDate)) return 'one is about to be deleted: restore it in Secrets Manager';
  const changedAt = Math.max(...secrets.map(({ LastChangedDate, CreatedDate }) => (LastChangedDate ?? CreatedDate!).getTime()));
  const days = Math.floor((Date.now() - changedAt) / 86_400_000);
  return days > 365 ? `they are ${days} days old: npm run rotate -- --stage ${stage} --region ${region}` : undefined;
}

async function codeComplaint({ region }: Target, { FunctionName }: Outputs): Promise<string | undefined> {
  const Payload = Buffer.from(JSON.stringify({ task: 'code-cache' }));
  const answer = await new LambdaClient({ region }).send(new InvokeCommand({ FunctionName, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError) return `the function does not start: ${text.slice(0, 300)}`;
  return (JSON.parse(text) as { accepted: boolean }).accepted ? undefined : 'it is not accepted, so that starts are slow: deploy again';
}

async function answerComplaint(url: string, expected: number): Promise<string | undefined> {
  const { status } = await fetch(url);
  return status === expected ? undefined : `it answers ${status} instead of ${expected}`;
}

run(main);
