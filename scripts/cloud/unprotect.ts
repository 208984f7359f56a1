import { run } from '../failure.js';
import { accountOf, readOutputs } from './account.js';
import { deploy, UNPROTECTED } from './deployment.js';
import { readTarget } from './options.js';
import { deployableParameters } from './parameters.js';

const USAGE = 'Usage: npm run unprotect -- --stage prod [--region ap-southeast-1] [--param name=value]…';

/** Lets a stage be removed: until the next deployment its tables and its user pool may be deleted. Deploys this checkout. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { param: { type: 'string', multiple: true, default: [] } });
  const parameters = deployableParameters(target.stage, more.param);
  await accountOf(target);
  await readOutputs(target);
  await deploy(target, { ...parameters, ...UNPROTECTED });
  process.stdout.write(`${target.stage} can be removed now. The next deployment protects it again.\n`);
}

run(main);
