import { CreateStackCommand, type Output, type Stack, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { stackName } from './account.js';
import { CloudFormationStack } from './cloudformation-stack.js';
import type { Target } from './options.js';
import type { Parameters } from './parameters.js';

/** CloudFront accepts firewalls and certificates only from this region. */
export const EDGE_REGION = 'us-east-1';
const TEMPLATE = 'infra/edge/stack.yml';

/** Includes the region of the stage, because all edge stacks are in one region. */
export function edgeStackName(target: Target): string {
  return `${stackName(target)}-edge-${target.region}`;
}

/** The stack with the firewall and the certificate of a stage. In us-east-1 they are part of the main stack. */
export function edgeStack(target: Target): CloudFormationStack | undefined {
  return target.region === EDGE_REGION ? undefined : new CloudFormationStack(edgeStackName(target), EDGE_REGION);
}

/**
 * Creates or updates the firewall and the certificate before the main stack refers to them. Keeps what the main stack may still refer to.
 * @returns the parameters with the ARNs that the stage needs
 */
export async function deployEdge({ stage }: Target, parameters: Parameters, edge: CloudFormationStack): Promise<Parameters> {
  const before = await edge.settle('deploy edge');
  if (!isNeeded(parameters)) return {};
  const current = parametersOfStack(before);
  const wanted = {
    ...parameters,
    firewall: current.firewall === 'on' ? 'on' : parameters.firewall!,
    domainName: parameters.domainName || (current.domainName ?? ''),
    hostedZoneId: parameters.domainName ? parameters.hostedZoneId! : (current.hostedZoneId ?? ''),
  };
  process.stdout.write(`Deploying ${edge.name} to ${EDGE_REGION}.\n`);
  const { Outputs = [] } = await put(stage, edge, before, wanted);
  const { webAclArn, certificateArn } = toParameters(Outputs);
  return {
    ...(parameters.firewall === 'on' && webAclArn && { webAclArn }),
    ...(parameters.domainName && certificateArn && { certificateArn }),
  };
}

/** Removes the firewall and the certificate that the main stack no longer refers to: a firewall costs money even if nothing uses it. */
export async function trimEdge({ stage }: Target, parameters: Parameters, edge: CloudFormationStack): Promise<void> {
  const before = await edge.settle('deploy edge');
  if (!before) return;
  if (isNeeded(parameters)) return void (await put(stage, edge, before, parameters));
  process.stdout.write(`Removing ${edge.name} from ${EDGE_REGION}, because the stage no longer needs it.\n`);
  await edge.delete();
}

function isNeeded({ firewall, domainName, monthlyBudget }: Parameters): boolean {
  return firewall !== 'off' || domainName !== '' || monthlyBudget !== '';
}

/** Creates the stack, or updates it if anything differs. */
async function put(stage: string, edge: CloudFormationStack, before: Stack | undefined, parameters: Parameters): Promise<Stack> {
  const TemplateBody = readFileSync(TEMPLATE, 'utf8');
  const request = {
    StackName: edge.name,
    TemplateBody,
    Parameters: parameterNames(TemplateBody).map((ParameterKey) => ({ ParameterKey, ParameterValue: parameters[toSetting(ParameterKey)] })),
    Tags: Object.entries({ project: 'student-management', stage }).map(([Key, Value]) => ({ Key, Value })),
  };
  if (!before) {
    // What is left of a stack whose creation failed cannot be updated.
    await edge.client.send(new CreateStackCommand({ ...request, OnFailure: 'DELETE' }));
    await edge.waitFor('CREATE_COMPLETE');
  } else if (await hasChanged(edge.client.send(new UpdateStackCommand(request)))) {
    await edge.waitFor('UPDATE_COMPLETE', before.StackStatus);
  }
  return (await edge.find())!;
}

function parameterNames(template: string): string[] {
  const { Parameters: parameters } = parse(template, { logLevel: 'error' }) as { Parameters: object };
  return Object.keys(parameters);
}

/** The name of a parameter in `infra/stages.yml`. */
function toSetting(parameter: string): string {
  return parameter.charAt(0).toLowerCase() + parameter.slice(1);
}

function parametersOfStack(stack: Stack | undefined): Parameters {
  const parameters = stack?.Parameters ?? [];
  return Object.fromEntries(parameters.map(({ ParameterKey, ParameterValue = '' }) => [toSetting(ParameterKey!), ParameterValue]));
}

/** Leaves out empty parameters, which the deployment framework rejects. */
export function toParameters(outputs: readonly Output[]): Parameters {
  const output = (name: string) => outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const [webAclArn, certificateArn] = [output('WebAclArn'), output('CertificateArn')];
  return { ...(webAclArn && { webAclArn }), ...(certificateArn && { certificateArn }) };
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
