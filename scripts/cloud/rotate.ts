import { CloudFrontClient, waitUntilDistributionDeployed } from '@aws-sdk/client-cloudfront';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { run } from '../failure.js';
import { accountOf, readOutputs } from './account.js';
import { deploy } from './deployment.js';
import { readTarget } from './options.js';
import { deployableParameters } from './parameters.js';
import { rotate } from './rotation.js';

const USAGE = 'Usage: npm run rotate -- --stage prod [--region ap-southeast-1] [--param name=value]…';
/** Seconds until a change of CloudFront is everywhere, at the most. */
const PATIENCE = 1800;

/** Gives a stage new origin secrets, with no request refused meanwhile. Deploys this checkout once on the way. */
async function main(): Promise<void> {
  const { more, ...target } = readTarget(process.argv.slice(2), USAGE, { param: { type: 'string', multiple: true, default: [] } });
  const parameters = deployableParameters(target.stage, more.param);
  await accountOf(target);
  const { OriginSlot, OriginSecretA, OriginSecretB, DistributionId } = await readOutputs(target);
  const secrets = new SecretsManagerClient({ region: target.region });
  const everywhere = () =>
    waitUntilDistributionDeployed({ client: new CloudFrontClient({ region: 'us-east-1' }), maxWaitTime: PATIENCE }, { Id: DistributionId });
  await rotate({
    // One that was cut short may have left edges that still send the slot which is idle by now.
    active: async () => {
      await everywhere();
      return OriginSlot;
    },
    write: async (slot, SecretString) => {
      await secrets.send(new PutSecretValueCommand({ SecretId: slot === 'A' ? OriginSecretA : OriginSecretB, SecretString }));
      process.stdout.write(`Slot ${slot} has a new value.\n`);
    },
    send: async (originSlot) => {
      await deploy(target, { ...parameters, originSlot });
      await everywhere();
      process.stdout.write(`CloudFront sends slot ${originSlot}.\n`);
    },
  });
}

run(main);
