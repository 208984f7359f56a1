import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { Failure } from '../failure.js';
import type { Target } from './options.js';

/** The outputs of a deployed stage, see `infra/outputs.yml`. */
export interface Outputs {
  readonly SiteUrl: string;
  readonly ApiUrl: string;
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly SiteBucket: string;
  readonly MediaBucket: string;
  readonly DistributionId: string;
  readonly DistributionDomain: string;
  readonly FunctionName: string;
  readonly TablePrefix: string;
  readonly OriginSlot: 'A' | 'B';
  readonly OriginSecretA: string;
  readonly OriginSecretB: string;
  /** The address of the gateway itself, without CloudFront. */
  readonly HttpApiUrl: string;
}

/** Finds the AWS account of the credentials in the environment. @throws Failure without valid credentials or without a connection */
export async function findAccount({ region }: Pick<Target, 'region'>): Promise<string> {
  const client = new STSClient({ region, maxAttempts: 2 });
  try {
    return (await client.send(new GetCallerIdentityCommand())).Account!;
  } catch (error) {
    const { name, message } = error as Error;
    const { AWS_PROFILE } = process.env;
    if (/^(Credentials|Token)ProviderError$/.test(name))
      throw new Failure(
        `There are no AWS credentials${AWS_PROFILE ? ` in the profile ${AWS_PROFILE}` : ''}: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run \`aws sso login\`.`,
      );
    if (error instanceof STSServiceException) throw new Failure(`AWS does not accept the credentials: ${message}`);
    throw new Failure(`AWS cannot be reached: ${message}`);
  }
}

export function stackName({ stage }: Pick<Target, 'stage'>): string {
  return `student-management-${stage}`;
}

/** Finds a stack by name. */
export async function findStack(region: string, name: string, client = new CloudFormationClient({ region })): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** Reads the outputs of a stack. They are empty if its creation failed. */
export function outputsOf(stack: Stack | undefined): Partial<Outputs> {
  const outputs: unknown = Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return outputs as Partial<Outputs>;
}

/** Reads the outputs of a deployed stage. @throws Failure if it is not deployed */
export async function readOutputs(target: Target): Promise<Outputs> {
  const outputs = outputsOf(await findStack(target.region, stackName(target)));
  if (outputs.TablePrefix === undefined)
    throw new Failure(
      `${stackName(target)} is not deployed in ${target.region}. To deploy it: npm run deploy -- --stage ${target.stage} --region ${target.region}`,
    );
  return outputs as Outputs;
}
