import { DescribeSecretCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatUsage, run, usageError } from '../failure.js';
import { findAccount, stackName } from './account.js';
import { adopt, importOf, type Template } from './adoption.js';
import { mainStack } from './cloudformation-stack.js';
import { withLock } from '../lock.js';
import { readTarget, type Target, TARGET_HELP } from './options.js';
import { osls, runProgram } from './osls.js';
import { givenParameters, parametersOf } from './parameters.js';

const USAGE = formatUsage(
  'adopt -- --stage prod [--region ap-southeast-1] --user-pool ID --client ID',
  'Makes a stack again of what a removed stage has kept: tables, user pool, media bucket and digests of the audit log. Then deploy the stage.',
  { ...TARGET_HELP, '--user-pool ID': 'the user pool that npm run remove has listed', '--client ID': 'the client of that pool' },
);

/** Makes a stack again of what a removed stage has kept. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, {
    'user-pool': { type: 'string', default: '' },
    client: { type: 'string', default: '' },
  });
  if (!new RegExp(`^${target.region}_[A-Za-z0-9]+$`).test(more['user-pool']))
    throw usageError(`--user-pool must be the id of a pool in ${target.region}, such as ${target.region}_AbCdEf123.`, USAGE);
  if (!/^[a-z0-9]+$/.test(more.client)) throw usageError('--client must be the id of a client of the pool.', USAGE);
  const parameters = givenParameters();
  parametersOf(target.stage, parameters);
  const account = await findAccount(target);
  const folder = mkdtempSync(join(tmpdir(), 'adopt-'));
  try {
    await withLock(async () => {
      await runProgram('npm', ['run', 'build:lambda']);
      await osls(['package', '--package', folder], target, parameters);
    });
    const template = JSON.parse(readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8')) as Template;
    const stack = mainStack(target);
    const auditKey = await findAuditKey(target);
    await adopt(
      stack,
      importOf(template, { account, region: target.region, userPoolId: more['user-pool'], clientId: more.client, auditKey }),
      target.stage,
    );
    process.stdout.write(`${stack.name} has its data again. Now: npm run deploy -- --stage ${target.stage} --region ${target.region}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The ARN of the key of the digests, which the stage has if it had digests. */
async function findAuditKey(target: Target): Promise<string | undefined> {
  const client = new SecretsManagerClient({ region: target.region });
  try {
    return (await client.send(new DescribeSecretCommand({ SecretId: `${stackName(target)}-audit-key` }))).ARN;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

run(main);
