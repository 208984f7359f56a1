import { Injectable } from '@nestjs/common';
import { AccountMissing } from '../../adapters/identity/identity.errors.js';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import { SIGN_OUT } from './account-sync-plan.js';
import { auditedChange } from './user-fields.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { AccountPending, NoProfile } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** The actor's own profile. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersRepository,
    private readonly writer: UserWriter,
  ) {}

  /** Reads the profile, and accepts an open invitation. @throws NoProfile */
  async read(actor: Actor): Promise<User> {
    const user = await this.users.read(actor.id);
    return user && user.status !== 'INVITED' ? user : this.activate(actor);
  }

  /** @throws NoProfile, StaleVersion */
  async change(actor: Actor, expectedVersion: number, change: Patch<Pick<User, 'phone'>>): Promise<User> {
    const user = await this.readForChange(actor);
    if (user.version !== expectedVersion) throw new StaleVersion();
    const changed = applyPatch<User>(user, change);
    return auditedChange(user, changed) ? this.writer.save(actor, user, changed, { action: 'user.changed' }) : user;
  }

  /**
   * Rejects all tokens of the actor that were issued until now, and signs them out of the pool. If the pool does not answer, a job does that, and new
   * tokens are rejected until then.
   * @throws NoProfile, AccountInProgress
   */
  signOut(actor: Actor): Promise<void> {
    return retryOnConflict(async () => {
      const user = await this.readForChange(actor);
      try {
        await this.writer.save(actor, user, user, { action: 'user.signed_out', plan: SIGN_OUT });
      } catch (error) {
        // Both come after the write.
        if (!(error instanceof AccountPending || error instanceof AccountMissing)) throw error;
      }
    });
  }

  /** Accepts the invitation, if it is still open. @throws NoProfile, StaleVersion, NotAuthenticated */
  activate(actor: Actor): Promise<User> {
    return retryOnConflict(async () => {
      const user = await this.readForChange(actor);
      if (user.status !== 'INVITED') return user;
      return this.writer.save(actor, user, { ...user, status: 'ACTIVE' }, { action: 'user.activated' });
    });
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
