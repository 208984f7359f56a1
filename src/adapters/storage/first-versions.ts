import type { DeleteMarkerEntry, ObjectVersion } from '@aws-sdk/client-s3';
import type { FirstVersion } from './write-once-storage.js';

/** Finds the oldest version of each key in a listing of S3, which has the newest version of a key first. */
export function firstVersions(versions: readonly ObjectVersion[], deletions: readonly DeleteMarkerEntry[]): FirstVersion[] {
  const found = new Map<string, FirstVersion>();
  const replaced = new Set(deletions.map(({ Key }) => Key!));
  for (const { Key, VersionId, Size } of versions) {
    if (found.has(Key!)) replaced.add(Key!);
    found.set(Key!, { key: Key!, version: VersionId!, size: Size!, wasReplaced: false });
  }
  return [...found.values()].map((object) => ({ ...object, wasReplaced: replaced.has(object.key) }));
}
