import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import type { User } from './user.js';
import { UserNotFound } from './users.errors.js';
import { assertMayDecideOver } from './users.policy.js';
import { UsersRepository } from './users.repository.js';

/** Finds whom an admin decides over, and the admin, without whom the decision is not to be carried out. */
@Injectable()
export class AdminTarget {
  constructor(private readonly users: UsersRepository) {}

  /** @throws UserNotFound, OwnAccount, NotActiveAdmin */
  async loadTargetAndAdmin(actor: Actor, id: string): Promise<{ user: User; by: User }> {
    const consistent = { consistent: true };
    const [user, by] = await Promise.all([this.users.read(id, consistent), this.users.read(actor.id, consistent)]);
    if (!user) throw new UserNotFound();
    assertMayDecideOver(user, actor, by);
    return { user, by };
  }
}
