import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { RecentSignIn } from '../../auth/recent-sign-in.js';
import { TokenRecords } from '../../auth/token-records.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { RESTORE_ACCOUNT } from './account-sync-plan.js';
import { AccountSyncService } from './account-sync.service.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { AccountExists, Anonymised } from './users.errors.js';
import { needsRecentSignIn } from './users.policy.js';
import { UsersService } from './users.service.js';

/** Gives people another account if theirs is gone from the user pool. */
@Injectable()
export class AccountRestorationService {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: AccountSyncService,
    private readonly writer: UserWriter,
    private readonly records: TokenRecords,
    private readonly recentSignIn: RecentSignIn,
  ) {}

  /**
   * Opens another account for a user whose account is gone, and invites them. If it fails, the same call finishes it: it adopts an account without a
   * profile, and resumes a pending sync.
   * @throws UserNotFound, OwnAccount, NotActiveAdmin, Anonymised, RecentSignInRequired, NotAuthenticated, AccountExists, AddressHasAccount, and the errors of
   * `UserWriter.save`
   */
  restore(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, admin } = await this.users.readWithAdmin(actor, id);
      if (user.anonymised) throw new Anonymised();
      if (needsRecentSignIn(user, user, true)) this.recentSignIn.assert(actor);
      // The account is opened before the transaction that checks the actor, because its id is part of the profile.
      await this.records.assertNotRevoked(actor);
      if (await this.accounts.hasAccount(user)) {
        if (!user.pendingAccount) throw new AccountExists();
        return this.accounts.resume(user, actor);
      }
      const restored = withAccount(user, await this.accounts.reopen(user));
      return this.writer.save(actor, user, restored, { action: 'user.account_restored', requiredAdmin: admin, plan: RESTORE_ACCOUNT });
    });
  }
}

/** A user with another account, who has to accept its invitation. Enabling a disabled user sends it. */
function withAccount(user: User, accountId: string): User {
  return user.status === 'DISABLED' ? { ...user, accountId, statusBefore: 'INVITED' } : { ...user, accountId, status: 'INVITED' };
}
