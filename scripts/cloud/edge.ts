import { readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  type Output,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { Failure } from '../failure.js';
import { findStack, stackName } from './account.js';
import type { Target } from './options.js';
import type { Parameters } from './parameters.js';

/** What CloudFront takes from us-east-1 alone. */
export const EDGE_REGION = 'us-east-1';
const TEMPLATE = 'infra/edge/stack.yml';
/** Seconds: a certificate of a zone elsewhere waits until somebody has proved the name in DNS. */
const PATIENCE = 3600;

/** With the region that it is for, since all of them are in one. */
export function edgeStackName(target: Target): string {
  return `${stackName(target)}-edge-${target.region}`;
}

/** Makes, or brings up to date, the firewall and the certificate of a stage outside us-east-1, and says the parameters that name them. */
export async function deployEdge(
  target: Target,
  parameters: Parameters,
  client = new CloudFormationClient({ region: EDGE_REGION }),
): Promise<Parameters> {
  if (target.region === EDGE_REGION || (parameters.firewall === 'off' && !parameters.domainName)) return {};
  const StackName = edgeStackName(target);
  const request = {
    StackName,
    TemplateBody: readFileSync(TEMPLATE, 'utf8'),
    Parameters: [
      { ParameterKey: 'Firewall', ParameterValue: parameters.firewall },
      { ParameterKey: 'DomainName', ParameterValue: parameters.domainName },
      { ParameterKey: 'HostedZoneId', ParameterValue: parameters.hostedZoneId },
    ],
    Tags: Object.entries({ project: 'student-management', stage: target.stage }).map(([Key, Value]) => ({ Key, Value })),
  };
  const waiter = { client, maxWaitTime: PATIENCE };
  process.stdout.write(`Waiting for ${StackName} in ${EDGE_REGION}.\n`);
  if (!(await findStack(EDGE_REGION, StackName, client))) {
    // What is left of a stack that could not be made cannot be updated either, and would be in the way of the next try.
    await client.send(new CreateStackCommand({ ...request, OnFailure: 'DELETE' }));
    await isDone(StackName, waitUntilStackCreateComplete(waiter, { StackName }));
  } else if (await isChanged(client.send(new UpdateStackCommand(request)))) {
    await isDone(StackName, waitUntilStackUpdateComplete(waiter, { StackName }));
  }
  const { Outputs = [] } = (await findStack(EDGE_REGION, StackName, client))!;
  return parametersFrom(Outputs);
}

/** Only what there is: the deployment framework takes no parameter that is empty. */
export function parametersFrom(outputs: readonly Output[]): Parameters {
  const output = (name: string) => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const [webAclArn, certificateArn] = [output('WebAclArn'), output('CertificateArn')];
  return { ...(webAclArn && { webAclArn }), ...(certificateArn && { certificateArn }) };
}

/** @throws Failure if the stack did not become what was waited for */
export async function isDone(name: string, waiting: Promise<unknown>): Promise<void> {
  await waiting.catch(() => {
    throw new Failure(
      `${name} in ${EDGE_REGION} failed, or takes long: see its events in CloudFormation there, then run the same command again.`,
    );
  });
}

/** CloudFormation calls an update that changes nothing an error. */
async function isChanged(update: Promise<unknown>): Promise<boolean> {
  try {
    await update;
    return true;
  } catch (error) {
    if ((error as Error).message.includes('No updates are to be performed')) return false;
    throw error;
  }
}
