import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';

/** Deletes everything in a bucket, all earlier versions too, and says how much that was: nothing, if the bucket is gone. @throws Failure if something cannot be deleted */
export async function emptyBucket(client: S3Client, Bucket: string): Promise<number> {
  for (let deleted = 0; ;) {
    // Always the first page: what was on it is gone the next time.
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket })).catch(noneOfNone);
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    if (objects.length === 0) return deleted;
    await deleteObjects(client, Bucket, objects);
    deleted += objects.length;
  }
}

function noneOfNone(error: unknown): ListObjectVersionsCommandOutput {
  if ((error as Error).name === 'NoSuchBucket') return { $metadata: {} };
  throw error;
}

/** Deletes some objects, a page of a listing at the most. S3 answers 200 even if it keeps one. @throws Failure that names the first that it kept */
export async function deleteObjects(client: S3Client, Bucket: string, Objects: ObjectIdentifier[]): Promise<void> {
  const { Errors: [first] = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  if (first) throw new Failure(`${first.Key} in ${Bucket} cannot be deleted: ${first.Message}`);
}
