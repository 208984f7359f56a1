import { formatUsage, run } from '../failure.js';
import { findAccount } from './account.js';
import { readTarget, TARGET_HELP } from './options.js';
import { osls } from './osls.js';

const USAGE = formatUsage(
  'logs -- --stage dev [--region ap-southeast-1] [--tail] [--since 1h] [--filter PATTERN]',
  'Shows the log of the function of a stage.',
  {
    ...TARGET_HELP,
    '--tail': 'wait for new lines',
    '--since TIME': 'how far back to start, such as 30m or 1h; default: 10m',
    '--filter PATTERN': 'a CloudWatch filter pattern, such as \'{ $.level = "error" }\'',
  },
);

/** Shows the log of the function of a stage. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, {
    tail: { type: 'boolean', default: false },
    since: { type: 'string', default: '10m' },
    filter: { type: 'string' },
  });
  await findAccount(target);
  const { tail, since, filter } = more;
  await osls(
    ['logs', '--function', 'api', '--startTime', since, ...(tail ? ['--tail'] : []), ...(filter ? ['--filter', filter] : [])],
    target,
  );
}

run(main);
