import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import { stagingPrefix } from '../../adapters/storage/upload.js';
import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import type { Job } from '../../jobs/job.js';
import type { User } from './user.js';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const prefixOf = (userId: string): string => `avatars/${userId}/`;

/** The key of the avatar that an upload becomes. Later uploads have keys that sort behind earlier ones. */
export function avatarKeyOf(userId: string, uploadId: string): string {
  return prefixOf(userId) + uploadId;
}

/** Whether a key is for an avatar of this user, of an upload from after the last change of the avatar. */
export function mayBecomeAvatar(key: string, { id, avatarMark = '' }: Pick<User, 'id' | 'avatarMark'>): boolean {
  return key.startsWith(prefixOf(id)) && key > avatarMark;
}

/** Sets or removes the avatar. All other earlier uploads can never become the avatar again. */
export function withAvatar(user: User, avatarKey: string | undefined, at: Date): User {
  const marks = [avatarKeyOf(user.id, timeOrderedId(at)), avatarKey, user.avatarMark].filter((mark) => mark !== undefined);
  return { ...user, avatarKey, avatarMark: marks.sort().at(-1) };
}

/** The mark of an anonymised user. It sorts behind every upload, so none can become the avatar. */
export function lastAvatarMark(userId: string): string {
  return prefixOf(userId) + LAST_ID;
}

/** The jobs that delete all earlier avatars, and of an anonymised user all uploads too. Returns none if the avatar does not change. */
export function avatarCleanup(before: User, after: User): Job[] {
  if (before.avatarMark === after.avatarMark) return [];
  const avatars = deleteFilesJob({ prefix: prefixOf(after.id), through: after.avatarMark, keep: after.avatarKey }, after.updatedAt);
  return after.anonymised ? [avatars, deleteFilesJob({ prefix: stagingPrefix(after.id) }, after.updatedAt)] : [avatars];
}
