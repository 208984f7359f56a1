import { toSortName, type User } from '../../../features/users/user.js';
import type { Item } from '../driver/database.js';

/** A person as stored, with what the index sorts by. */
export function userItem(user: User): Item {
  return { ...user, pendingAccount: user.pendingAccount && { ...user.pendingAccount }, sortName: toSortName(user) };
}

export function toUser({ sortName: _sortName, ...user }: Item): User {
  return user as unknown as User;
}
