import { CloudFrontClient, waitUntilDistributionDeployed } from '@aws-sdk/client-cloudfront';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { formatUsage, run } from '../failure.js';
import { findAccount, readOutputs } from './account.js';
import { deploy } from './deployment.js';
import { PARAM_HELP, readTarget, TARGET_HELP } from './options.js';
import { deployableParameters } from './parameters.js';
import { rotate } from './rotation.js';

const USAGE = formatUsage(
  'rotate -- --stage prod [--region ap-southeast-1] [--param name=value]…',
  'Replaces the two origin secrets of a stage without rejecting requests. Deploys this checkout once.',
  { ...TARGET_HELP, ...PARAM_HELP },
);
/** The time limit in seconds for a change of CloudFront to reach all edges. */
const TIMEOUT_S = 1800;

/** Replaces the origin secrets of a stage without rejecting requests. Deploys this checkout once. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { param: { type: 'string', multiple: true, default: [] } });
  const parameters = deployableParameters(target.stage, more.param);
  await findAccount(target);
  const { OriginSlot, OriginSecretA, OriginSecretB, DistributionId } = await readOutputs(target);
  const secrets = new SecretsManagerClient({ region: target.region });
  const waitForEdges = () =>
    waitUntilDistributionDeployed(
      { client: new CloudFrontClient({ region: 'us-east-1' }), maxWaitTime: TIMEOUT_S },
      { Id: DistributionId },
    );
  await rotate({
    // After an interrupted rotation some edges may still send the other slot.
    active: async () => {
      await waitForEdges();
      return OriginSlot;
    },
    write: async (slot, SecretString) => {
      await secrets.send(new PutSecretValueCommand({ SecretId: slot === 'A' ? OriginSecretA : OriginSecretB, SecretString }));
      process.stdout.write(`Slot ${slot} has a new secret.\n`);
    },
    send: async (originSlot) => {
      await deploy(target, { ...parameters, originSlot });
      await waitForEdges();
      process.stdout.write(`CloudFront now sends the secret of slot ${originSlot}.\n`);
    },
  });
}

run(main);
