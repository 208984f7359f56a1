import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { Failure } from '../failure.js';
import type { Target } from './options.js';

/** What `infra/outputs.yml` tells of a stage that is deployed. */
export interface Outputs {
  readonly SiteUrl: string;
  readonly ApiUrl: string;
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly SiteBucket: string;
  readonly MediaBucket: string;
  readonly DistributionId: string;
  readonly FunctionName: string;
  readonly TablePrefix: string;
  readonly OriginSlot: 'A' | 'B';
  readonly OriginSecretA: string;
  readonly OriginSecretB: string;
  /** The gateway's own address, past CloudFront. */
  readonly HttpApiUrl: string;
}

/** Whose account the credentials of the environment are of. @throws Failure if there are none, they are not accepted, or nobody is there to ask */
export async function accountOf({ region }: Pick<Target, 'region'>): Promise<string> {
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

/** The stack of a name, if there is one. */
export async function findStack(region: string, name: string, client = new CloudFormationClient({ region })): Promise<Stack | undefined> {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind === 'ValidationError' && message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** What a stack tells: nothing of a stage, if the stack was begun and could not be made. */
export function outputsOf(stack: Stack | undefined): Partial<Outputs> {
  const outputs: unknown = Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  return outputs as Partial<Outputs>;
}

/** What a stage that is deployed says of itself. @throws Failure if it is not deployed */
export async function readOutputs(target: Target): Promise<Outputs> {
  const outputs = outputsOf(await findStack(target.region, stackName(target)));
  if (outputs.TablePrefix === undefined)
    throw new Failure(
      `${stackName(target)} is not deployed in ${target.region}: npm run deploy -- --stage ${target.stage} --region ${target.region}`,
    );
  return outputs as Outputs;
}
