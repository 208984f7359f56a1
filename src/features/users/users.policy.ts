import { type Actor, IS_STAFF } from '../../auth/actor.js';
import type { User } from './user.js';
import { NotActiveAdmin, OwnAccount } from './users.errors.js';

type Account = Pick<User, 'role' | 'email' | 'status' | 'anonymised' | 'accountId'>;

/**
 * Whether a change would outlast a stolen token: new staff; another role, address or account of staff, or no second factor any more; staff disabled,
 * enabled or anonymised.
 * @param before undefined for a new person
 * @param resetsSignIn whether the change removes the second factor, or replaces the account
 */
export function needsRecentSignIn(before: Account | undefined, after: Account, resetsSignIn = false): boolean {
  if (!before) return IS_STAFF[after.role];
  if (!IS_STAFF[before.role] && !IS_STAFF[after.role]) return false;
  if (resetsSignIn) return true;
  const isToggled = (before.status === 'DISABLED') !== (after.status === 'DISABLED');
  if (isToggled || before.accountId !== after.accountId) return true;
  return before.role !== after.role || before.email !== after.email || before.anonymised !== after.anonymised;
}

/**
 * Allows active admins to disable, enable or anonymise other people, to change their role, to reset their second factor, and to restore their account.
 * @param admin the profile of the actor
 * @throws OwnAccount, NotActiveAdmin
 */
export function assertMayDecideOver(user: Pick<User, 'id'>, actor: Actor, admin: User | undefined): asserts admin is User {
  if (user.id === actor.id) throw new OwnAccount();
  if (admin?.role !== 'ADMIN' || admin.status !== 'ACTIVE') throw new NotActiveAdmin();
}
