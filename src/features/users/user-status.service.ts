import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { RESET_MFA, SEND_INVITATION } from './account-sync-plan.js';
import { AccountSyncService } from './account-sync.service.js';
import type { Relation } from './relations.repository.js';
import { RelationsService } from './relations.service.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { Anonymised, NotInvited } from './users.errors.js';
import { UsersService } from './users.service.js';

/** What resending an invitation did. A person who has signed in needs no temporary password, and gets no mail. */
export type ResendOutcome = 'sent' | 'already_signed_in';

/** Disables and enables users, resets their second factor, and resends invitations. */
@Injectable()
export class UserStatusService {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: AccountSyncService,
    private readonly writer: UserWriter,
    private readonly relations: RelationsService,
  ) {}

  /**
   * Signs a user out everywhere, and prevents them from signing in.
   * @returns the user, and the active classes that they are still enrolled in or lead
   * @throws UserNotFound, OwnAccount, NotActiveAdmin
   */
  async disable(actor: Actor, id: string): Promise<{ user: User; open: readonly Relation[] }> {
    const disabled = await retryOnConflict(async () => {
      const { user, admin } = await this.users.readWithAdmin(actor, id);
      if (user.status === 'DISABLED') return this.accounts.resume(user, actor);
      const disabled: User = { ...user, status: 'DISABLED', statusBefore: user.status };
      return this.writer.save(actor, user, disabled, { action: 'user.disabled', requiredAdmin: admin });
    });
    return { user: disabled, open: await this.relations.listOpen(disabled) };
  }

  /** Restores the status that a disabled user had before. @throws UserNotFound, OwnAccount, NotActiveAdmin, Anonymised */
  enable(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, admin } = await this.users.readWithAdmin(actor, id);
      if (user.status !== 'DISABLED') return this.accounts.resume(user, actor);
      if (user.anonymised) throw new Anonymised();
      const enabled: User = { ...user, status: user.statusBefore ?? 'ACTIVE', statusBefore: undefined };
      return this.writer.save(actor, user, enabled, { action: 'user.enabled', requiredAdmin: admin });
    });
  }

  /** Removes the authenticator app of a user, and signs them out everywhere. @throws UserNotFound, OwnAccount, NotActiveAdmin, Anonymised */
  resetMfa(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, admin } = await this.users.readWithAdmin(actor, id);
      if (user.anonymised) throw new Anonymised();
      if (user.pendingAccount?.resetMfa) return this.accounts.resume(user, actor);
      return this.writer.save(actor, user, user, { action: 'user.mfa_reset', requiredAdmin: admin, plan: RESET_MFA });
    });
  }

  /** Sends another mail, unless the person has signed in. @throws UserNotFound, NotInvited if the person has accepted the invitation */
  resendInvitation(actor: Actor, id: string): Promise<{ user: User; outcome: ResendOutcome }> {
    return retryOnConflict(async () => {
      const user = await this.users.read(id, { consistent: true });
      if (user.status !== 'INVITED') throw new NotInvited();
      if (await this.accounts.hasSignedIn(user)) return { user: await this.accounts.resume(user, actor), outcome: 'already_signed_in' };
      const sent = user.pendingAccount?.invitation
        ? await this.accounts.resume(user, actor)
        : await this.writer.save(actor, user, user, { action: 'user.invitation_resent', plan: SEND_INVITATION });
      return { user: sent, outcome: 'sent' };
    });
  }
}
