import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import type { Job } from '../../jobs/job.js';
import type { User } from './user.js';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const prefixOf = (userId: string): string => `avatars/${userId}/`;

/** Creates the key of an upload. Later keys sort behind earlier ones. */
export function newAvatarKey(userId: string, at: Date): string {
  return prefixOf(userId) + timeOrderedId(at);
}

/** Whether a key is an upload of this user from after the last change of the avatar. Earlier uploads are deleted. */
export function mayBecomeAvatar(key: string, { id, avatarMark = '' }: Pick<User, 'id' | 'avatarMark'>): boolean {
  return key.startsWith(prefixOf(id)) && key > avatarMark;
}

/** Sets or removes the avatar. All other earlier uploads can never become the avatar again. */
export function withAvatar(user: User, avatarKey: string | undefined, at: Date): User {
  const marks = [newAvatarKey(user.id, at), avatarKey, user.avatarMark].filter((mark) => mark !== undefined);
  return { ...user, avatarKey, avatarMark: marks.sort().at(-1) };
}

/** The mark of an anonymised user. It sorts behind every upload, so none can become the avatar. */
export function lastAvatarMark(userId: string): string {
  return prefixOf(userId) + LAST_ID;
}

/** The job that deletes all uploads that are not the new avatar. Returns undefined if the avatar does not change. */
export function avatarCleanup(before: User, after: User): Job | undefined {
  if (before.avatarMark === after.avatarMark) return undefined;
  return deleteFilesJob({ prefix: prefixOf(after.id), through: after.avatarMark, keep: after.avatarKey }, after.updatedAt);
}
