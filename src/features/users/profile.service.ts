import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import { auditedChange } from './user-audit.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { NoProfile } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** A person's own profile. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersRepository,
    private readonly changes: UserWriter,
  ) {}

  /** The profile. Who was invited and asks for it has come. @throws NoProfile */
  async read(actor: Actor): Promise<User> {
    const user = await this.users.read(actor.id);
    if (user && user.status !== 'INVITED') return user;
    return retryOnConflict(() => this.welcome(actor));
  }

  /** @throws NoProfile, StaleVersion */
  async change(actor: Actor, expectedVersion: number, change: Patch<Pick<User, 'phone'>>): Promise<User> {
    const user = await this.existing(actor);
    if (user.version !== expectedVersion) throw new StaleVersion();
    const wanted = applyPatch<User>(user, change);
    return auditedChange(user, wanted) ? this.changes.save(actor, user, wanted, { action: 'user.changed' }) : user;
  }

  private async welcome(actor: Actor): Promise<User> {
    const user = await this.existing(actor);
    if (user.status !== 'INVITED') return user;
    return this.changes.save(actor, user, { ...user, status: 'ACTIVE' }, { action: 'user.activated' });
  }

  /**
   * The profile as it is now, for a change. One that was anonymised is nobody's any more: a token that is still good for a moment must not fill it again.
   * @throws NoProfile
   */
  async existing(actor: Actor): Promise<User> {
    const user = await this.users.read(actor.id, { consistent: true });
    if (!user || user.anonymised) throw new NoProfile();
    return user;
  }
}
