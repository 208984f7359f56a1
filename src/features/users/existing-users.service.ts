import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { AccountSyncService } from './account-sync.service.js';
import type { Invitation } from './invitations.service.js';
import { matchExisting } from './user-import.js';
import { UserStatusService } from './user-status.service.js';
import { type FieldChange, findChanges, matchForUpdate } from './user-update.js';
import type { User } from './user.js';
import { AccountInProgress } from './users.errors.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** What an import does with people who exist. */
export interface ImportMode {
  /** Gives them the details of their row. Without it, they never change. */
  readonly update: boolean;
  /** Also enables them if they are disabled. */
  readonly enable: boolean;
}

/** A person whom a row means, and what the row changes. */
export interface ExistingUser {
  readonly user: User;
  readonly changes: readonly FieldChange[];
}

/** Finds and updates the people of an import who exist already. */
@Injectable()
export class ExistingUsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly users: UsersService,
    private readonly statuses: UserStatusService,
    private readonly accounts: AccountSyncService,
  ) {}

  /** Finds the person whom a row means. @returns undefined for a new person @throws EmailTaken, CodeTaken, PersonDiffers, Anonymised */
  async find(row: Invitation, mode: ImportMode): Promise<ExistingUser | undefined> {
    const findIds = () => this.repository.findIds(row.email, row.code);
    let { ofEmail, ofCode } = await findIds();
    // The two ids are not read at the same moment. If the person was added in between, a second read finds both.
    if (ofEmail !== ofCode) ({ ofEmail, ofCode } = await findIds());
    const userOfEmail = ofEmail ? await this.repository.read(ofEmail, { consistent: true }) : undefined;
    const user = (mode.update ? matchForUpdate : matchExisting)(row, userOfEmail, ofCode);
    return user && { user, changes: mode.update ? [...findEnabling(user, mode), ...findChanges(row, user)] : [] };
  }

  /**
   * Gives a person the details of a row, as a change of this person alone does. A change by another request in between does not get lost: the row is
   * compared again.
   * @returns the person, and what was changed
   * @throws PersonDiffers, Anonymised, and the errors of `UserStatusService.enable` and `UsersService.change`
   */
  async update(actor: Actor, id: string, row: Invitation, mode: ImportMode): Promise<ExistingUser> {
    const found = await this.users.read(id, { consistent: true });
    // First, because it is what the admin may not be allowed to do. Then nothing has changed.
    const enabling = findEnabling(found, mode);
    if (enabling.length > 0) {
      findChanges(row, found);
      await this.statuses.enable(actor, id);
    }
    return retryOnConflict(async () => {
      const user = await this.users.read(id, { consistent: true });
      const changes = findChanges(row, user);
      const patch = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
      const changed = changes.length > 0 ? await this.users.change(actor, id, user.version, patch) : user;
      return { user: changed, changes: [...enabling, ...changes] };
    });
  }

  /** Finishes a pending sync of an account, unless another request is syncing it. */
  async resume(actor: Actor, user: User): Promise<void> {
    try {
      await this.accounts.resume(user, actor);
    } catch (error) {
      if (!(error instanceof AccountInProgress)) throw error;
    }
  }
}

function findEnabling({ status, statusBefore }: User, { enable }: ImportMode): FieldChange[] {
  return enable && status === 'DISABLED' ? [{ field: 'status', before: status, after: statusBefore ?? 'ACTIVE' }] : [];
}
