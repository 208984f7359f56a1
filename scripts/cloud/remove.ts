import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { formatUsage, run } from '../failure.js';
import { findAccount } from './account.js';
import { mainStack } from './cloudformation-stack.js';
import { deleteCacheMaker } from './code-cache.js';
import { confirm } from './confirm.js';
import { edgeStack } from './edge.js';
import { findTable } from './find-table.js';
import { readTarget, TARGET_HELP } from './options.js';
import { removeStage } from './removal.js';

const USAGE = formatUsage(
  'remove -- --stage dev [--region ap-southeast-1] [--yes]',
  'Removes a stage. Asks for confirmation first. Lists the data that the stage retains.',
  { ...TARGET_HELP, '--yes': 'do not ask for confirmation' },
);

/** Removes a stage. If the stage retains its data, lists what stays. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { yes: { type: 'boolean', default: false } });
  const { region } = target;
  const account = await findAccount(target);
  const stack = mainStack(target);
  const tables = new DynamoDBClient({ region });
  const kept = await removeStage({
    target,
    stack,
    edge: edgeStack(target),
    storage: new S3Client({ region }),
    isProtected: async (table) => (await findTable(tables, table))?.DeletionProtectionEnabled ?? false,
    confirm: async (what) => {
      if (!more.yes)
        await confirm(`This removes ${stack.name} in ${region}, account ${account}${what}. Type its name to confirm: `, stack.name);
    },
    cleanUp: () => deleteCacheMaker(new LambdaClient({ region }), `${stack.name}-api`),
  });
  process.stdout.write(
    kept.length === 0 ? 'Everything is removed.\n' : `Removed. The following data stays:\n${kept.map((name) => `  ${name}\n`).join('')}`,
  );
}

run(main);
