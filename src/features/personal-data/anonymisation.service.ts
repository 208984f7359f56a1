import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { Unavailable } from '../../core/errors/errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { AccountSyncService } from '../users/account-sync.service.js';
import { anonymiseUser } from '../users/anonymise-user.js';
import { UserWriter } from '../users/user-writer.service.js';
import type { User } from '../users/user.js';
import { NotDisabled, OpenRelations } from '../users/users.errors.js';
import { UsersService } from '../users/users.service.js';
import { redactionJob } from './redaction.job.js';

/** Anonymises people who have left the school. */
@Injectable()
export class AnonymisationService {
  constructor(
    private readonly users: UsersService,
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
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
      if (await this.hasOpenRelations(user)) throw new OpenRelations();
      return this.writer.save(actor, user, anonymiseUser(user), {
        action: 'user.anonymised',
        requiredAdmin: admin,
        jobs: (at) => [redactionJob(user, at)],
      });
    });
  }

  /** The relations of a lecturer are active classes. Students also stay enrolled in archived classes, which do not count here. */
  private async hasOpenRelations({ id, role, openRelations }: User): Promise<boolean> {
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
    // The rows come from an index, which may lag behind the count.
    if (enrolled.length !== openRelations)
      throw new Unavailable('The enrolments of this person have just changed. Nothing was changed; try again.');
    const classes = await this.classes.readMany(
      enrolled.map(({ classId }) => classId),
      { consistent: true },
    );
    return [...classes.values()].some(({ status }) => status === 'ACTIVE');
  }
}
