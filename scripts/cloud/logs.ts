import { run } from '../failure.js';
import { accountOf } from './account.js';
import { readTarget } from './options.js';
import { osls } from './osls.js';

const USAGE = 'Usage: npm run logs -- --stage dev [--region ap-southeast-1] [--tail] [--since 1h] [--filter \'{ $.level = "error" }\']';

/** Shows what the function of a stage logs. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, {
    tail: { type: 'boolean', default: false },
    since: { type: 'string', default: '10m' },
    filter: { type: 'string' },
  });
  await accountOf(target);
  const { tail, since, filter } = more;
  await osls(
    ['logs', '--function', 'api', '--startTime', since, ...(tail ? ['--tail'] : []), ...(filter ? ['--filter', filter] : [])],
    target,
  );
}

run(main);
