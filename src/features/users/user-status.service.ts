import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { AccountSyncService } from './account-sync.service.js';
import type { User } from './user.js';
import { UserWriter } from './user-writer.service.js';
import { Anonymised, NotInvited, UserNotFound } from './users.errors.js';
import { AdminTarget } from './admin-target.js';
import { UsersRepository } from './users.repository.js';

/** Shuts people out, lets them in again, and reminds them of their invitations. */
@Injectable()
export class UserStatusService {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly changes: UserWriter,
    private readonly decisions: AdminTarget,
  ) {}

  /** Signs a person out everywhere, and lets them in no more. Somebody disabled stays so. */
  disable(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, by } = await this.decisions.loadTargetAndAdmin(actor, id);
      if (user.status === 'DISABLED') return this.accounts.resume(user);
      const disabled: User = { ...user, status: 'DISABLED', statusBefore: user.status };
      return this.changes.save(actor, user, disabled, { action: 'user.disabled', requiredAdmin: by });
    });
  }

  /** Gives a disabled person back the status they had. Others keep theirs. */
  enable(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, by } = await this.decisions.loadTargetAndAdmin(actor, id);
      if (user.status !== 'DISABLED') return this.accounts.resume(user);
      if (user.anonymised) throw new Anonymised();
      const enabled: User = { ...user, status: user.statusBefore ?? 'ACTIVE', statusBefore: undefined };
      return this.changes.save(actor, user, enabled, { action: 'user.enabled', requiredAdmin: by });
    });
  }

  /** Mails another invitation, unless the person has chosen a password meanwhile. */
  resendInvitation(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const user = await this.existing(id);
      if (user.status !== 'INVITED') throw new NotInvited();
      if (user.pendingAccount?.invitation) return this.accounts.resume(user);
      return this.changes.save(actor, user, user, { action: 'user.invitation_resent', invite: true });
    });
  }

  private async existing(id: string): Promise<User> {
    const user = await this.users.read(id, { consistent: true });
    if (!user) throw new UserNotFound();
    return user;
  }
}
