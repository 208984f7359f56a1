import type { Actor } from '../../auth/actor.js';
import type { User } from './user.js';
import { NotActiveAdmin, OwnAccount } from './users.errors.js';

/**
 * Allows active admins to disable, enable or anonymise other people, and to change their role.
 * @param admin the profile of the actor
 * @throws OwnAccount, NotActiveAdmin
 */
export function assertMayDecideOver(user: Pick<User, 'id'>, actor: Actor, admin: User | undefined): asserts admin is User {
  if (user.id === actor.id) throw new OwnAccount();
  if (admin?.role !== 'ADMIN' || admin.status !== 'ACTIVE') throw new NotActiveAdmin();
}
