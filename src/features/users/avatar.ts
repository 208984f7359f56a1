import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import type { Purge } from '../../adapters/storage/purge.js';
import type { User } from './user.js';

/** Sorts behind every id that is made. */
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

/** A person who has no avatar any more, and never gets one. */
export function withoutAvatarEver(user: User): User {
  return { ...user, avatarKey: undefined, avatarMark: prefixOf(user.id) + LAST_ID };
}

/** What a change of a person makes garbage; undefined if it is not one of their avatar. Garbage is never needed again, however late it is removed. */
export function avatarPurgeOf(before: User, after: User): Purge | undefined {
  if (before.avatarMark === after.avatarMark) return undefined;
  return { prefix: prefixOf(after.id), through: after.avatarMark, keep: after.avatarKey, at: after.updatedAt };
}
