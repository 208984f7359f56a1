import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { Unavailable } from '../../core/errors/errors.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { AccountSyncService } from './account-sync.service.js';
import { anonymiseUser } from './anonymise-user.js';
import { AdminTarget } from './admin-target.js';
import type { User } from './user.js';
import { UserWriter } from './user-writer.service.js';
import { NotDisabled, OpenRelations } from './users.errors.js';

/** Lets people be forgotten who have left. */
@Injectable()
export class AnonymisationService {
  constructor(
    private readonly decisions: AdminTarget,
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly changes: UserWriter,
    private readonly accounts: AccountSyncService,
  ) {}

  /**
   * Takes all that is personal from a profile, deletes the account, and gives address and code free. The same call again finishes what failed.
   * @throws UserNotFound, OwnAccount, NotActiveAdmin, NotDisabled, OpenRelations, and what `UserChanges.make` throws
   */
  anonymise(actor: Actor, id: string): Promise<User> {
    return retryOnConflict(async () => {
      const { user, by } = await this.decisions.loadTargetAndAdmin(actor, id);
      if (user.anonymised) return this.accounts.resume(user);
      // Nobody disabled is enrolled or given a class: what is not open now cannot be at the moment of the write, which is for this version only.
      if (user.status !== 'DISABLED') throw new NotDisabled();
      if (await this.hasSomethingOpen(user)) throw new OpenRelations();
      return this.changes.save(actor, user, anonymiseUser(user), { action: 'user.anonymised', requiredAdmin: by });
    });
  }

  /** A lecturer's relations are active classes. Students stay enrolled in classes that are archived: those are over. */
  private async hasSomethingOpen({ id, role, openRelations }: User): Promise<boolean> {
    if (role !== 'STUDENT' || openRelations === 0) return openRelations > 0;
    const enrolled = (await this.enrolments.allOfStudent(id)).filter(({ status }) => status === 'ENROLLED');
    // The rows come from an index, which may lag; the count does not.
    if (enrolled.length !== openRelations) throw new Unavailable('The enrolments of this person were just changed; nothing was done.');
    const classes = await this.classes.readMany(
      enrolled.map(({ classId }) => classId),
      { consistent: true },
    );
    return classes.some(({ status }) => status === 'ACTIVE');
  }
}
