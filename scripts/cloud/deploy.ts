import { formatUsage, run } from '../failure.js';
import { findAccount } from './account.js';
import { deploy } from './deployment.js';
import { PARAM_HELP, readTarget, TARGET_HELP } from './options.js';
import { deployableParameters } from './parameters.js';

const USAGE = formatUsage(
  'deploy -- --stage dev [--region ap-southeast-1] [--param name=value]…',
  'Deploys this checkout to a stage. If it fails, run the same command again.',
  { ...TARGET_HELP, ...PARAM_HELP },
);

/** Deploys this checkout to a stage. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { param: { type: 'string', multiple: true, default: [] } });
  const parameters = deployableParameters(target.stage, more.param);
  const account = await findAccount(target);
  process.stdout.write(`Deploying ${target.stage} to ${target.region}, account ${account}.\n`);
  const { SiteUrl, ApiUrl, UserPoolId, ClientId } = await deploy(target, parameters);
  process.stdout.write(
    [
      '',
      `Site:       ${SiteUrl}`,
      `API:        ${ApiUrl}`,
      `User pool:  ${UserPoolId}, client ${ClientId}`,
      `To add the first admin: npm run create-admin -- --stage ${target.stage} --region ${target.region} --email …`,
      '',
    ].join('\n'),
  );
}

run(main);
