import { run } from '../failure.js';
import { readTarget } from './options.js';
import { done, osls } from './osls.js';
import { parametersOf, readParameters } from './parameters.js';

const USAGE = 'Usage: npm run package -- --stage dev [--region ap-southeast-1] [--param name=value]… [--package folder]';

/** Builds the function and writes what would be deployed to a folder. Asks nobody. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, {
    param: { type: 'string', multiple: true, default: [] },
    package: { type: 'string', default: '.serverless' },
  });
  const said = readParameters(more.param);
  parametersOf(target.stage, said);
  await done('npm', ['run', 'build:lambda']);
  await osls(['package', '--package', more.package], target, said);
}

run(main);
