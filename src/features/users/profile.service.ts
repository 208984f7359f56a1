import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import { auditedChange } from './user-fields.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { NoProfile } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** The actor's own profile. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersRepository,
    private readonly writer: UserWriter,
  ) {}

  /** Reads the profile. The first read accepts the invitation. @throws NoProfile */
  async read(actor: Actor): Promise<User> {
    const user = await this.users.read(actor.id);
    if (user && user.status !== 'INVITED') return user;
    return retryOnConflict(() => this.activate(actor));
  }

  /** @throws NoProfile, StaleVersion */
  async change(actor: Actor, expectedVersion: number, change: Patch<Pick<User, 'phone'>>): Promise<User> {
    const user = await this.readForChange(actor);
    if (user.version !== expectedVersion) throw new StaleVersion();
    const changed = applyPatch<User>(user, change);
    return auditedChange(user, changed) ? this.writer.save(actor, user, changed, { action: 'user.changed' }) : user;
  }

  private async activate(actor: Actor): Promise<User> {
    const user = await this.readForChange(actor);
    if (user.status !== 'INVITED') return user;
    return this.writer.save(actor, user, { ...user, status: 'ACTIVE' }, { action: 'user.activated' });
  }

  /**
   * Reads the profile consistently. An anonymised profile counts as none, because a token that is still valid must not write to it.
   * @throws NoProfile
   */
  async readForChange(actor: Actor): Promise<User> {
    const user = await this.users.read(actor.id, { consistent: true });
    if (!user || user.anonymised) throw new NoProfile();
    return user;
  }
}
