import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';

/** Deletes all objects in a bucket with all versions. @returns how many: 0 if the bucket does not exist @throws Failure if one cannot be deleted */
export async function emptyBucket(client: S3Client, Bucket: string): Promise<number> {
  for (let deleted = 0; ;) {
    // Always the first page, because its objects are deleted before the next request.
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket })).catch(emptyIfMissing);
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    if (objects.length === 0) return deleted;
    await deleteObjects(client, Bucket, objects);
    deleted += objects.length;
  }
}

function emptyIfMissing(error: unknown): ListObjectVersionsCommandOutput {
  if ((error as Error).name === 'NoSuchBucket') return { $metadata: {} };
  throw error;
}

/** Deletes one page of objects. S3 answers 200 even if it keeps some. @throws Failure with the first object that it kept */
export async function deleteObjects(client: S3Client, Bucket: string, Objects: ObjectIdentifier[]): Promise<void> {
  const { Errors: [first] = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  if (first) throw new Failure(`${first.Key} in ${Bucket} cannot be deleted: ${first.Message}`);
}
