import { formatUsage, run } from '../failure.js';
import { findAccount, readOutputs } from './account.js';
import { deploy, UNPROTECTED } from './deployment.js';
import { PARAM_HELP, readTarget, TARGET_HELP } from './options.js';
import { deployableParameters } from './parameters.js';

const USAGE = formatUsage(
  'unprotect -- --stage prod [--region ap-southeast-1] [--param name=value]…',
  'Turns off deletion protection of a stage until its next deployment. Deploys this checkout.',
  { ...TARGET_HELP, ...PARAM_HELP },
);

/** Turns off the deletion protection of tables and user pool until the next deployment. Deploys this checkout. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { param: { type: 'string', multiple: true, default: [] } });
  const parameters = deployableParameters(target.stage, more.param);
  await findAccount(target);
  await readOutputs(target);
  await deploy(target, { ...parameters, ...UNPROTECTED });
  process.stdout.write(`${target.stage} is no longer protected: you can remove it now. The next deployment protects it again.\n`);
}

run(main);
