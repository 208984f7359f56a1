import { formatUsage, run } from '../failure.js';
import { withLock } from '../lock.js';
import { PARAM_HELP, readTarget, TARGET_HELP } from './options.js';
import { osls, runProgram } from './osls.js';
import { givenParameters, parametersOf } from './parameters.js';

const USAGE = formatUsage(
  'package -- --stage dev [--region ap-southeast-1] [--param name=value]… [--package folder]',
  'Builds the function and writes the deployment package to a folder. Needs no AWS account.',
  { ...TARGET_HELP, ...PARAM_HELP, '--package FOLDER': 'the output folder; default: .serverless' },
);

/** Builds the function and writes the deployment package to a folder, without network requests. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, {
    param: { type: 'string', multiple: true, default: [] },
    package: { type: 'string', default: '.serverless' },
  });
  const parameters = givenParameters(more.param);
  parametersOf(target.stage, parameters);
  await withLock(async () => {
    await runProgram('npm', ['run', 'build:lambda']);
    await osls(['package', '--package', more.package], target, parameters);
  });
}

run(main);
