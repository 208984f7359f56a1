import type { Job } from '../../jobs/job.js';
import { deleteFilesJob } from './delete-files.job.js';

/** How many uploads of one person can be open at the same time. */
export const MAX_OPEN_UPLOADS = 10;

/** All upload forms write under this prefix, and nothing else does. No link leads there. The bucket deletes the objects after a day. */
export const STAGING_PREFIX = 'uploads/';

/** Milliseconds for which an upload can be adopted, from its form on. */
const OPEN_MS = 30 * 60_000;
/** Milliseconds by which a request can be late, so that the cleanup never meets an adoption. */
const CLEANUP_DELAY_MS = 5 * 60_000;

/** A file that a person may upload. It is open until it is adopted or expires. */
export interface Upload {
  /** A UUID. Later uploads have greater ids. */
  readonly id: string;
  readonly userId: string;
  /** The number of one of the places that a person has for open uploads. */
  readonly place: number;
  /** The storage key that the file has once it is adopted. No form can write it. */
  readonly target: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** The prefix of all staging keys of a person. */
export function stagingPrefix(userId: string): string {
  return `${STAGING_PREFIX}${userId}/`;
}

/** The key that the form of an upload writes. */
export function stagingKey({ userId, id }: Pick<Upload, 'userId' | 'id'>): string {
  return stagingPrefix(userId) + id;
}

export function uploadExpiry(at: Date): string {
  return new Date(at.getTime() + OPEN_MS).toISOString();
}

/** The job that deletes a copy which was not adopted. The transaction that adopts the upload removes it. Until then, the copy is not shown. */
export function abandonedCopyJob({ target, expiresAt }: Pick<Upload, 'target' | 'expiresAt'>): Job {
  return deleteFilesJob({ prefix: target }, new Date(Date.parse(expiresAt) + CLEANUP_DELAY_MS).toISOString());
}
