import type { Role } from '../../auth/actor.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import type { Purge } from '../../adapters/storage/purge.js';
import type { PendingAccount, User, UserStatus } from './user.js';

export interface UserFilter {
  readonly role?: Role;
  readonly status?: UserStatus;
  /** What the name begins with, family name first; case and accents do not count. */
  readonly namePrefix?: string;
}

/** What a change of a person comes with. */
export interface UserChange {
  readonly audit: AuditEntry;
  /** Tokens of the person issued until then are refused from now on. ISO 8601. */
  readonly revokedAt?: string;
  /** The change is made only if this other person is an active admin at that moment. */
  readonly by?: User;
  /** What the change makes garbage. */
  readonly purge?: Purge;
}

/** Where people are kept. E-mail addresses and codes are unique, whatever their case. `test/contracts/users.contract.ts` is the specification. */
export abstract class UsersRepository {
  /** Adds a person, counts them by role, and notes the account that is pending, if one is. @throws KeyInUse for the receipt, EmailTaken, CodeTaken */
  abstract create(user: User, audit: AuditEntry, receipt?: IdempotencyRecord): Promise<void>;

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
   * Makes of `before` what `after` is, if that is still the version there. Only what differs is written; `openRelations` never is. A role changes
   * only while nothing is open, and a new name is noted for its copies, garbage for the storage. A change that makes the account pending is made only if nobody else has it.
   * @throws StaleVersion, EmailTaken, CodeTaken, OpenRelations, AccountInProgress, NotActiveAdmin
   */
  abstract change(before: User, after: User, change: UserChange): Promise<void>;

  /**
   * Puts another lease on a pending account, if it still has the one of `user`. A call that finishes what another began keeps its own receipt.
   * @throws KeyInUse for the receipt, AccountInProgress
   */
  abstract leaseAccount(user: User, pending: PendingAccount, receipt?: IdempotencyRecord): Promise<void>;

  /** Notes that the account follows the profile, if it still has the lease of `user`. @throws AccountInProgress */
  abstract completeAccountSync(user: User, revokedAt?: string): Promise<void>;

  /** The ids of those whose accounts are pending. */
  abstract pending(): Promise<string[]>;
}
