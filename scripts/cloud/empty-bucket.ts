import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../failure.js';

/** Deletes everything in a bucket, all earlier versions too, and says how much that was. @throws Failure if something cannot be deleted */
export async function emptyBucket(client: S3Client, Bucket: string): Promise<number> {
  for (let deleted = 0; ;) {
    // Always the first page: what was on it is gone the next time.
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
    if (Objects.length === 0) return deleted;
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    if (Errors.length > 0) throw new Failure(`${Bucket} cannot be emptied: ${Errors[0]!.Key}: ${Errors[0]!.Message}`);
    deleted += Objects.length;
  }
}
