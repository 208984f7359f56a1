import type { Stack, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';
import type { CloudFormationStack } from './cloudformation-stack.js';
import { emptyBucket } from './empty-bucket.js';
import type { Target } from './options.js';

/** The buckets that a deployment fills. No other one of a stack that was never in use is emptied. */
const REFILLED = new Set(['ServerlessDeploymentBucket', 'SiteBucket']);
/** The resources with data of users, and the client of their pool and the key of the digests, which an adoption needs. */
const DATA = new Set([
  ...['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient'],
  ...['AWS::S3::Bucket', 'AWS::SecretsManager::Secret'],
]);

/** What the removal of a stage works with. */
export interface Removal {
  readonly target: Target;
  readonly stack: CloudFormationStack;
  readonly edge: CloudFormationStack | undefined;
  readonly storage: S3Client;
  /** Whether a table is protected from deletion. */
  readonly isProtected: (table: string) => Promise<boolean>;
  /** Asks the operator. @throws Failure if the answer is no */
  readonly confirm: (what: string) => Promise<void>;
  /** Removes what a deployment creates beside the stack for a moment, in case that it was killed then. */
  readonly cleanUp: () => Promise<void>;
}

/** Removes a stage from any state, also a partly created or partly removed one. @returns the resources with data that stay @throws Failure */
export async function removeStage(removal: Removal): Promise<string[]> {
  const { target, stack, edge, confirm } = removal;
  if (!(await stack.find())) {
    if (!(await edge?.find())) throw new Failure(`${stack.name} is not deployed in ${target.region}.`);
    await confirm(', of which only the part in us-east-1 is left');
    await removeStack(edge!);
    return [];
  }
  const found = await stack.settle('remove');
  const kept = found ? await removeMain(removal, found) : [];
  if (edge) await removeStack(edge);
  return kept;
}

async function removeMain(removal: Removal, found: Stack): Promise<string[]> {
  const { target, stack, storage, confirm, cleanUp } = removal;
  const resources = await stack.listResources();
  await assertUnprotected(removal, found, resources);
  const retained = resources.length > 0 ? await stack.findRetained() : new Set<string>();
  const kept = resources.filter(({ LogicalResourceId, ResourceType }) => retained.has(LogicalResourceId!) && DATA.has(ResourceType!));
  await confirm(kept.length > 0 ? ', but keeps users, marks and files' : ', including all users, marks and files');
  await cleanUp();
  for (const resource of resources.filter(({ ResourceType }) => ResourceType === 'AWS::S3::Bucket')) {
    if (kept.includes(resource)) continue;
    const bucket = resource.PhysicalResourceId!;
    process.stdout.write(`${await emptyBucket(storage, bucket)} objects deleted from ${bucket}.\n`);
  }
  process.stdout.write(`Removing ${stack.name} from ${target.region}.\n`);
  await stack.delete();
  return kept.map(({ ResourceType, PhysicalResourceId }) => `${ResourceType} ${PhysicalResourceId}`);
}

async function removeStack(stack: CloudFormationStack): Promise<void> {
  await stack.settle('remove');
  await stack.delete();
}

/** @throws Failure if the stack or one of its tables is protected from deletion */
async function assertUnprotected(
  { target: { stage, region }, isProtected }: Removal,
  { EnableTerminationProtection }: Stack,
  resources: readonly StackResourceSummary[],
): Promise<void> {
  const tables = resources.filter(({ ResourceType }) => ResourceType === 'AWS::DynamoDB::Table');
  const answers = await Promise.all(tables.map(({ PhysicalResourceId }) => isProtected(PhysicalResourceId!)));
  if (EnableTerminationProtection || answers.includes(true))
    throw new Failure(`${stage} is protected from deletion. To turn that off: npm run unprotect -- --stage ${stage} --region ${region}`);
}

/** Empties the buckets of a stack that was never in use, except those for data of users. CloudFormation deletes only empty buckets. */
export async function emptyUnusedBuckets(storage: S3Client, stack: CloudFormationStack): Promise<void> {
  for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of await stack.listResources())
    if (ResourceType === 'AWS::S3::Bucket' && REFILLED.has(LogicalResourceId!)) await emptyBucket(storage, PhysicalResourceId!);
}
