import {
  CloudFormationClient,
  CreateStackCommand,
  type Output,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { readFileSync } from 'node:fs';
import { Failure } from '../failure.js';
import { findStack, stackName } from './account.js';
import type { Target } from './options.js';
import type { Parameters } from './parameters.js';

/** CloudFront accepts firewalls and certificates only from this region. */
export const EDGE_REGION = 'us-east-1';
const TEMPLATE = 'infra/edge/stack.yml';
/** In seconds. Without a hosted zone, a certificate waits until its record is in the DNS. */
const TIMEOUT_S = 3600;

/** Includes the region of the stage, because all edge stacks are in one region. */
export function edgeStackName(target: Target): string {
  return `${stackName(target)}-edge-${target.region}`;
}

/** Creates or updates the firewall and the certificate of a stage outside us-east-1. @returns the parameters with their ARNs */
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
  const waiter = { client, maxWaitTime: TIMEOUT_S };
  process.stdout.write(`Deploying ${StackName} to ${EDGE_REGION}.\n`);
  if (!(await findStack(EDGE_REGION, StackName, client))) {
    // The remains of a stack whose creation failed cannot be updated and would block the next attempt.
    await client.send(new CreateStackCommand({ ...request, OnFailure: 'DELETE' }));
    await waitForStack(StackName, waitUntilStackCreateComplete(waiter, { StackName }));
  } else if (await hasChanged(client.send(new UpdateStackCommand(request)))) {
    await waitForStack(StackName, waitUntilStackUpdateComplete(waiter, { StackName }));
  }
  const { Outputs = [] } = (await findStack(EDGE_REGION, StackName, client))!;
  return toParameters(Outputs);
}

/** Leaves out empty parameters, which the deployment framework rejects. */
export function toParameters(outputs: readonly Output[]): Parameters {
  const output = (name: string) => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const [webAclArn, certificateArn] = [output('WebAclArn'), output('CertificateArn')];
  return { ...(webAclArn && { webAclArn }), ...(certificateArn && { certificateArn }) };
}

/** @throws Failure if the stack did not reach the expected state */
export async function waitForStack(name: string, waiting: Promise<unknown>): Promise<void> {
  await waiting.catch(() => {
    throw new Failure(
      `${name} in ${EDGE_REGION} failed or timed out. See its events in CloudFormation there, then run the same command again.`,
    );
  });
}

/** CloudFormation answers an update without changes with an error. */
async function hasChanged(update: Promise<unknown>): Promise<boolean> {
  try {
    await update;
    return true;
  } catch (error) {
    if ((error as Error).message.includes('No updates are to be performed')) return false;
    throw error;
  }
}
