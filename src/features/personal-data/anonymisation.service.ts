import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { Unavailable } from '../../core/errors/errors.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { AccountSyncService } from '../users/account-sync.service.js';
import { anonymiseUser } from '../users/anonymise-user.js';
import { AdminTarget } from '../users/admin-target.js';
import type { User } from '../users/user.js';
import { UserWriter } from '../users/user-writer.service.js';
import { NotDisabled, OpenRelations } from '../users/users.errors.js';

/** Anonymises people who have left. */
@Injectable()
export class AnonymisationService {
  constructor(
    private readonly targets: AdminTarget,
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly writer: UserWriter,
    private readonly accounts: AccountSyncService,
  ) {}

  /**
   * Removes all personal data from a profile, deletes the account, and frees the address and the code. The same call again finishes what failed.
   * @throws UserNotFound, OwnAccount, NotActiveAdmin, NotDisabled, OpenRelations, and what `UserWriter.save` throws
   */
  anonymise(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, by } = await this.targets.loadTargetAndAdmin(actor, id);
      if (user.anonymised) return this.accounts.resume(user);
      // A disabled user cannot be enrolled or given a class. So nothing opens before the write, which is for this version only.
      if (user.status !== 'DISABLED') throw new NotDisabled();
      if (await this.hasSomethingOpen(user)) throw new OpenRelations();
      return this.writer.save(actor, user, anonymiseUser(user), { action: 'user.anonymised', requiredAdmin: by });
    });
  }

  /** A lecturer's relations are active classes. Students stay enrolled in classes that are archived: those are over. */
  private async hasSomethingOpen({ id, role, openRelations }: User): Promise<boolean> {
    if (openRelations === 0) return false;
    switch (role) {
      case 'ADMIN':
      case 'LECTURER':
        return true;
      case 'STUDENT':
        return this.isInActiveClass(id, openRelations);
    }
  }

  private async isInActiveClass(id: string, openRelations: number): Promise<boolean> {
    const enrolled = (await this.enrolments.allOfStudent(id)).filter(({ status }) => status === 'ENROLLED');
    // The rows come from an index, which may lag; the count does not.
    if (enrolled.length !== openRelations)
      throw new Unavailable('The enrolments of this person have just changed. Nothing was changed; try again.');
    const classes = await this.classes.readMany(
      enrolled.map(({ classId }) => classId),
      { consistent: true },
    );
    return classes.some(({ status }) => status === 'ACTIVE');
  }
}
