import { toSortName, type User } from '../../../features/users/user.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/** Adds the sort key of `role-index`. */
export function toUserItem(user: User): Item {
  return { ...user, pendingAccount: user.pendingAccount && { ...user.pendingAccount }, sortName: toSortName(user) };
}

export const fromUserItem = itemReader<User>('user', {
  id: 'string',
  accountId: 'string?',
  email: 'string',
  role: 'string',
  code: 'string',
  givenName: 'string',
  familyName: 'string',
  phone: 'string?',
  dateOfBirth: 'string?',
  department: 'string?',
  avatarKey: 'string?',
  avatarMark: 'string?',
  status: 'string',
  statusBefore: 'string?',
  anonymised: 'boolean?',
  openRelations: 'number',
  version: 'number',
  nameVersion: 'number',
  pendingAccount: 'object?',
  createdAt: 'string',
  updatedAt: 'string',
});
