import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import { deleteFilesJob } from '../../adapters/storage/delete-files.job.js';
import type { Job } from '../../jobs/job.js';
import type { User } from './user.js';

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const prefixOf = (userId: string): string => `avatars/${userId}/`;

/** A key for an upload that may become the avatar of a person: it sorts by when it was made. */
export function newAvatarKey(userId: string, at: Date): string {
  return prefixOf(userId) + timeOrderedId(at);
}

/** Whether a key is that of an upload of the person, and none from before their avatar was last changed, which is garbage. */
export function mayBecomeAvatar(key: string, { id, avatarMark = '' }: Pick<User, 'id' | 'avatarMark'>): boolean {
  return key.startsWith(prefixOf(id)) && key > avatarMark;
}

/** A person with another avatar, or without one. All else that was uploaded before is garbage from now on, and can never become their avatar. */
export function withAvatar(user: User, avatarKey: string | undefined, at: Date): User {
  const marks = [newAvatarKey(user.id, at), avatarKey, user.avatarMark].filter((mark) => mark !== undefined);
  return { ...user, avatarKey, avatarMark: marks.sort().at(-1) };
}

/** The mark of a person who never gets an avatar again: it sorts behind every upload. */
export function lastAvatarMark(userId: string): string {
  return prefixOf(userId) + LAST_ID;
}

/** The job that removes what a change of the avatar leaves behind; undefined if the avatar does not change. What it removes is never needed again. */
export function avatarCleanup(before: User, after: User): Job | undefined {
  if (before.avatarMark === after.avatarMark) return undefined;
  return deleteFilesJob({ prefix: prefixOf(after.id), through: after.avatarMark, keep: after.avatarKey }, after.updatedAt);
}
