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
import { formatUsage, run, usageError } from '../failure.js';
import { type Outputs, findAccount, findStack, readOutputs, stackName } from './account.js';
import { verifyAudit } from './audit.js';
import { LIVE } from './code-cache.js';
import { PARAM_HELP, TARGET_HELP, type Target, readTarget } from './options.js';
import { givenParameters, type Parameters, parametersOf } from './parameters.js';
import { daysUntilExpiry } from './security-txt.js';

const USAGE = formatUsage(
  'doctor -- --stage prod [--region ap-southeast-1] [--audit-days 30] [--param name=value]…',
  'Checks every part of a deployed stage and says how to fix what is wrong. Exits with 1 if something is wrong.',
  { ...TARGET_HELP, '--audit-days N': 'the days of the audit log to compare with their digests (default: 30)', ...PARAM_HELP },
);
/** Days before `security.txt` expires. A deployment writes it again. */
const MIN_DAYS = 30;

/** A check of one part of a stage. */
interface Check {
  readonly what: string;
  /** Returns what is wrong and what to do; undefined if all is well. */
  readonly findProblem: () => Promise<string | undefined>;
}

/** Checks a stage part by part. Exits with 1 if something is wrong. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, {
    param: { type: 'string', multiple: true, default: [] },
    'audit-days': { type: 'string', default: '30' },
  });
  if (!/^[1-9]\d{0,3}$/.test(more['audit-days'])) throw usageError('--audit-days must be a whole number from 1 to 9999.', USAGE);
  const parameters = parametersOf(target.stage, givenParameters(more.param));
  await findAccount(target);
  const outputs = await readOutputs(target);
  for (const { what, findProblem } of checksOf(target, outputs, parameters, Number(more['audit-days']))) {
    const problem = await findProblem().catch((error: unknown) =>
      String(((error as Error).cause as Error | undefined)?.message ?? (error as Error).message),
    );
    process.stdout.write(`${problem ? 'wrong' : 'ok   '}  ${what}${problem ? `: ${problem}` : ''}\n`);
    if (problem) process.exitCode = 1;
  }
}

function checksOf(target: Target, outputs: Outputs, parameters: Parameters, auditDays: number): Check[] {
  const securityTxt = `${outputs.SiteUrl}/.well-known/security.txt`;
  return [
    { what: 'the stack', findProblem: () => checkStack(target) },
    ...(Object.keys(TABLES) as TableName[]).map((table) => ({
      what: `the table ${tableName(outputs.TablePrefix, table)}`,
      findProblem: () => checkTable(target, outputs, parameters, table),
    })),
    { what: 'the user pool', findProblem: () => checkPool(target, outputs, parameters) },
    { what: 'the origin secrets', findProblem: () => checkSecrets(target, outputs) },
    { what: 'the code cache of the function', findProblem: () => checkCode(target, outputs) },
    ...(parameters.auditDigests === 'on'
      ? [{ what: `the audit log of the last ${auditDays} days`, findProblem: () => checkAuditLog(target, outputs, auditDays) }]
      : []),
    { what: `${outputs.SiteUrl}/health/ready`, findProblem: () => checkAnswer(`${outputs.SiteUrl}/health/ready`, 200) },
    { what: 'the gateway, without CloudFront', findProblem: () => checkAnswer(`${outputs.HttpApiUrl}/health`, 403) },
    { what: `${outputs.ApiUrl}/me, without a token`, findProblem: () => checkAnswer(`${outputs.ApiUrl}/me`, 401) },
    ...(parameters.securityContact ? [{ what: securityTxt, findProblem: () => checkSecurityTxt(securityTxt) }] : []),
  ];
}

async function checkStack(target: Target): Promise<string | undefined> {
  const { StackStatus } = (await findStack(target.region, stackName(target)))!;
  return /^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus!) ? undefined : `its status is ${StackStatus}: see its events in CloudFormation`;
}

async function checkTable(
  { region }: Target,
  { TablePrefix }: Outputs,
  { isProtected }: Parameters,
  table: TableName,
): Promise<string | undefined> {
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
  // After it is switched on, it takes DynamoDB up to an hour.
  if (expiresAt && !/^ENABL(ED|ING)$/.test(expiry?.TimeToLiveStatus ?? '')) return 'time to live is off: deploy again';
  if (String(Table.DeletionProtectionEnabled ?? false) !== isProtected)
    return 'its deletion protection differs from the settings: deploy again';
  return undefined;
}

async function checkPool(
  { region }: Target,
  { UserPoolId }: Outputs,
  { mail, deletionProtection }: Parameters,
): Promise<string | undefined> {
  const { UserPool } = await new CognitoIdentityProviderClient({ region }).send(new DescribeUserPoolCommand({ UserPoolId }));
  const { EmailConfiguration, DeletionProtection, EmailConfigurationFailure } = UserPool!;
  if (EmailConfigurationFailure) return `it cannot send mail: ${EmailConfigurationFailure}`;
  if (EmailConfiguration?.EmailSendingAccount !== mail)
    return `it sends mail through ${EmailConfiguration?.EmailSendingAccount}, not ${mail}: deploy again`;
  if (DeletionProtection !== deletionProtection) return 'its deletion protection differs from the settings: deploy again';
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
  const answer = await new LambdaClient({ region }).send(new InvokeCommand({ FunctionName, Qualifier: LIVE, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError) return `the function does not start: ${text.slice(0, 300)}`;
  return (JSON.parse(text) as { accepted: boolean }).accepted
    ? undefined
    : 'the function does not accept it, so cold starts are slow: deploy again';
}

async function checkAuditLog({ region, stage }: Target, { FunctionName }: Outputs, days: number): Promise<string | undefined> {
  const { CreationTime, LastUpdatedTime } = (await findStack(region, stackName({ stage })))!;
  const problem = await verifyAudit(new LambdaClient({ region }), FunctionName, { days, deployedAt: LastUpdatedTime ?? CreationTime! });
  return problem && `${problem}. See "Audit log" in docs/guides/operations.md`;
}

async function checkAnswer(url: string, expected: number): Promise<string | undefined> {
  const { status } = await fetch(url);
  return status === expected ? undefined : `it answers ${status} instead of ${expected}: see npm run logs`;
}

async function checkSecurityTxt(url: string): Promise<string | undefined> {
  const days = daysUntilExpiry(await (await fetch(url)).text(), new Date());
  if (days === undefined) return 'it is missing: deploy again';
  return days < MIN_DAYS ? `it expires in ${days} days: deploy again` : undefined;
}

run(main);
