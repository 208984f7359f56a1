import { Injectable } from '@nestjs/common';
import { AccountMissing } from '../../adapters/identity/identity.errors.js';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import { AccessTrail } from '../audit/access-trail.js';
import { SIGN_OUT } from './account-sync-plan.js';
import { auditedChange } from './user-fields.js';
import { UserWriter } from './user-writer.service.js';
import { type User, userEntity } from './user.js';
import { AccountPending, NoProfile } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** Milliseconds after a sign-in until no token of it is valid: the pool refreshes tokens for 30 days. */
const SESSION_MS = 31 * 24 * 60 * 60 * 1000;

/** The actor's own profile. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly users: UsersRepository,
    private readonly writer: UserWriter,
    private readonly access: AccessTrail,
  ) {}

  /** Reads the profile. Accepts an open invitation, and records the first read after a sign-in. @throws NoProfile */
  async read(actor: Actor): Promise<User> {
    const [user] = await Promise.all([this.readOrActivate(actor), this.recordSignIn(actor)]);
    return user;
  }

  /** Reads the profile, and accepts an open invitation. @throws NoProfile */
  async readOrActivate(actor: Actor): Promise<User> {
    const user = await this.users.read(actor.id);
    if (user && user.status !== 'INVITED') return user;
    return this.activate(actor);
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

  /** Records the first call after a sign-in. */
  async recordSignIn(actor: Actor): Promise<void> {
    const { id, signedInAt } = actor;
    if (signedInAt === undefined) return;
    const signIn = { entity: userEntity(id), action: 'user.signed_in', after: { signedInAt } } as const;
    await this.access.tryRecordOnce(actor, signIn, Date.parse(signedInAt) + SESSION_MS);
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
