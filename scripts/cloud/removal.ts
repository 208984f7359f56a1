import type { Stack, StackResourceSummary } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';
import type { CloudFormationStack } from './cloudformation-stack.js';
import { emptyBucket } from './empty-bucket.js';
import type { Target } from './options.js';

/** The logical name of the bucket with the files of users. */
const MEDIA = 'MediaBucket';
/** The resources with the data of users, for which a stage can be told to keep them. */
const DATA = new Set(['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool']);

/** What the removal of a stage works with. */
export interface Removal {
  readonly target: Target;
  readonly stack: CloudFormationStack;
  readonly edge: CloudFormationStack | undefined;
  readonly storage: S3Client;
  /** Whether the stage keeps tables, user pool and files. */
  readonly keepsData: boolean;
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
  const found = await stack.settle('remove', () => Promise.resolve());
  const kept = found ? await removeMain(removal, found) : [];
  if (edge) await removeStack(edge);
  return kept;
}

async function removeMain(removal: Removal, found: Stack): Promise<string[]> {
  const { target, stack, storage, keepsData, confirm, cleanUp } = removal;
  const resources = await stack.listResources();
  await assertUnprotected(removal, found, resources);
  const data = resources.filter(isData);
  const kept = keepsData ? data : [];
  await confirm(data.length === 0 ? '' : keepsData ? ', but keeps users, marks and files' : ', including all users, marks and files');
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
  await stack.settle('remove', () => Promise.resolve());
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

function isData({ ResourceType, LogicalResourceId }: StackResourceSummary): boolean {
  return DATA.has(ResourceType!) || LogicalResourceId === MEDIA;
}

/** Empties the buckets of a stack that was never in use, except the one for files of users. CloudFormation deletes only empty buckets. */
export async function emptyUnusedBuckets(storage: S3Client, stack: CloudFormationStack): Promise<void> {
  for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of await stack.listResources())
    if (ResourceType === 'AWS::S3::Bucket' && LogicalResourceId !== MEDIA) await emptyBucket(storage, PhysicalResourceId!);
}
