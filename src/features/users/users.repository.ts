import type { Role } from '../../auth/actor.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { Effects, TokenRevocation } from '../../effects/effects.js';
import type { CreationRecord } from '../../http/idempotency/idempotency-record.js';
import type { PendingAccount, User, UserStatus } from './user.js';

export interface UserFilter {
  readonly role?: Role;
  readonly status?: UserStatus;
  /** What the name begins with, family name first; case and accents do not count. */
  readonly namePrefix?: string;
}

/** Where users are kept. E-mail addresses and codes are unique, whatever their case. `test/contracts/users.contract.ts` is the specification. */
export abstract class UsersRepository {
  /** Adds a user, and counts users by role. @throws KeyInUse, EmailTaken, CodeTaken */
  abstract create(user: User, effects: Effects): Promise<void>;

  abstract read(id: string, options?: ReadOptions): Promise<User | undefined>;

  /** The ids of those who have the e-mail address and the code, as of now. */
  abstract findIds(email: string, code: string): Promise<{ ofEmail?: string; ofCode?: string }>;

  /** The id of the one who has the e-mail address. */
  abstract idByEmail(email: string): Promise<string | undefined>;

  /** The id of the one who has the code. */
  abstract idByCode(code: string): Promise<string | undefined>;

  /** By family name, given name and id, without case and accents. */
  abstract list(filter: UserFilter, page: PageRequest): Promise<Page<User>>;

  /**
   * Makes `before` what `after` is, if it still has that version. Only what differs is written; `openRelations` never is. A role changes only while
   * nothing is open. A change that makes the account pending is made only if no other request has it.
   * @param requiredAdmin the change is made only if this other user is an active admin at that moment
   * @throws StaleVersion, EmailTaken, CodeTaken, OpenRelations, AccountInProgress, NotActiveAdmin
   */
  abstract change(before: User, after: User, effects: Effects, requiredAdmin?: User): Promise<void>;

  /**
   * Puts another lease on a pending account, if it still has the one of `user`. A request that finishes what another began is remembered by its own key.
   * @throws KeyInUse, AccountInProgress
   */
  abstract leaseAccount(user: User, pending: PendingAccount, idempotency?: CreationRecord): Promise<void>;

  /** Notes that the account follows the profile, and removes its job, if it still has the lease of `user`. @throws AccountInProgress */
  abstract completeAccountSync(user: User, revokeTokens?: TokenRevocation): Promise<void>;
}
