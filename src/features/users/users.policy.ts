import { type Actor, IS_STAFF } from '../../auth/actor.js';
import type { User } from './user.js';
import { NotActiveAdmin, OwnAccount } from './users.errors.js';

type Account = Pick<User, 'role' | 'email' | 'status' | 'anonymised'>;

/**
 * Whether a change would outlast a stolen token: new staff; another role or address of staff, or no second factor any more; staff disabled, enabled or
 * anonymised.
 * @param before undefined for a new person
 */
export function needsRecentSignIn(before: Account | undefined, after: Account, resetsMfa = false): boolean {
  if (!before) return IS_STAFF[after.role];
  if (!IS_STAFF[before.role] && !IS_STAFF[after.role]) return false;
  if (resetsMfa) return true;
  const isToggled = (before.status === 'DISABLED') !== (after.status === 'DISABLED');
  return isToggled || before.role !== after.role || before.email !== after.email || before.anonymised !== after.anonymised;
}

/**
 * Allows active admins to disable, enable or anonymise other people, to change their role, and to reset their second factor.
 * @param admin the profile of the actor
 * @throws OwnAccount, NotActiveAdmin
 */
export function assertMayDecideOver(user: Pick<User, 'id'>, actor: Actor, admin: User | undefined): asserts admin is User {
  if (user.id === actor.id) throw new OwnAccount();
  if (admin?.role !== 'ADMIN' || admin.status !== 'ACTIVE') throw new NotActiveAdmin();
}
