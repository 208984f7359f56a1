import { S3Error } from './errors.js';
import type { Answer, Call } from './operation.js';

/** As S3 wants it; so it is also safe as the name of a folder. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
}

/** @throws S3Error InvalidBucketName, BucketAlreadyOwnedByYou */
export function createBucket({ request: { bucket }, objects }: Call): Answer {
  if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName', undefined, { BucketName: bucket });
  if (objects.hasBucket(bucket)) throw new S3Error('BucketAlreadyOwnedByYou', undefined, { BucketName: bucket });
  objects.createBucket(bucket);
  return { status: 200, headers: { location: `/${bucket}` } };
}

/** @throws S3Error NoSuchBucket */
export function headBucket({ request: { bucket }, objects }: Call): Answer {
  if (!objects.hasBucket(bucket)) throw new S3Error('NoSuchBucket', undefined, { BucketName: bucket });
  return { status: 200 };
}
