import type { Actor } from '../../auth/actor.js';
import type { User } from './user.js';
import { NotActiveAdmin, OwnAccount } from './users.errors.js';

/**
 * Decides who may disable or enable a person, or change their role: an admin with a profile, and never the person.
 * @param by the profile of the actor
 * @throws OwnAccount, NotActiveAdmin
 */
export function assertMayDecideOver(user: Pick<User, 'id'>, actor: Actor, by: User | undefined): asserts by is User {
  if (user.id === actor.id) throw new OwnAccount();
  if (by?.role !== 'ADMIN' || by.status !== 'ACTIVE') throw new NotActiveAdmin();
}
