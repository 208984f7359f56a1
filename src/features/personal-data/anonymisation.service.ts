import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { AccountSyncService } from '../users/account-sync.service.js';
import { anonymiseUser } from '../users/anonymise-user.js';
import { RelationsService } from '../users/relations.service.js';
import { UserWriter } from '../users/user-writer.service.js';
import type { User } from '../users/user.js';
import { NotDisabled } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import { redactionJob } from './redaction.job.js';

/** Anonymises people who have left the school. */
@Injectable()
export class AnonymisationService {
  constructor(
    private readonly users: UsersService,
    private readonly relations: RelationsService,
    private readonly writer: UserWriter,
    private readonly accounts: AccountSyncService,
  ) {}

  /**
   * Removes all personal data from a profile, deletes the account, and frees the e-mail address and the code. If it fails, the same call finishes it.
   * @throws UserNotFound, OwnAccount, NotActiveAdmin, NotDisabled, OpenRelations, and the errors of `UserWriter.save`
   */
  anonymise(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, admin } = await this.users.readWithAdmin(actor, id);
      if (user.anonymised) return this.accounts.resume(user, actor);
      // A disabled user gets no new enrolments or classes, and the write fails if the user was enabled meanwhile.
      if (user.status !== 'DISABLED') throw new NotDisabled();
      await this.relations.assertClosed(user);
      return this.writer.save(actor, user, anonymiseUser(user), {
        action: 'user.anonymised',
        requiredAdmin: admin,
        jobs: (at) => [redactionJob(user, at)],
      });
    });
  }
}
