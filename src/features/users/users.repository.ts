import type { Actor, Role } from '../../auth/actor.js';
import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import type { Effects, TokenRevocation } from '../../effects/effects.js';
import type { CreationRecord } from '../../http/idempotency/idempotency-record.js';
import type { PendingAccount, User, UserStatus } from './user.js';

/** All given conditions must hold. */
export interface UserFilter {
  readonly role?: Role;
  readonly status?: UserStatus;
  /** Each word must be the beginning of a word of name, code or e-mail address, in any order: `core/text/search-words.ts`. */
  readonly search?: string;
}

/** Stores users. E-mail addresses and codes are unique, ignoring case. `test/contracts/users.contract.ts` is the specification. */
export abstract class UsersRepository {
  /**
   * Creates a user and increments the total of the role.
   * @throws KeyInUse, CodeTaken, EmailTaken also if the id is the one of a restored account
   */
  abstract create(user: User, effects: Effects): Promise<void>;

  /** Returns undefined if the user does not exist. */
  abstract read(id: string, options?: ReadOptions): Promise<User | undefined>;

  /** Finds the users who have the e-mail address and the code. Reads consistently. */
  abstract findIds(email: string, code: string): Promise<{ ofEmail?: string; ofCode?: string }>;

  /** Finds the user who has the e-mail address. */
  abstract idByEmail(email: string): Promise<string | undefined>;

  /** Finds the user who has the code. */
  abstract idByCode(code: string): Promise<string | undefined>;

  /**
   * Lists users by family name, given name and id, ignoring case and accents. A search lists them by the word that it finds first, so pages can be short.
   * Anonymised users are not found.
   */
  abstract list(filter: UserFilter, page: PageRequest): Promise<Page<User>>;

  /**
   * Writes the fields that differ, if the user still has the version of `before`. Never writes `openRelations`. A new role requires that no relation is
   * open, except those that the caller knows to be closed. A new pending account requires that no other request has the lease.
   * @param requiredAdmin another user who must be an active admin at the moment of the write
   * @param closedRelations for a new role: `openRelations` must be this number. Enrolments in archived classes are closed, although it counts them
   * @throws StaleVersion, EmailTaken, CodeTaken, OpenRelations, AccountInProgress, NotActiveAdmin
   */
  abstract change(before: User, after: User, effects: Effects, requiredAdmin?: User, closedRelations?: number): Promise<void>;

  /** Writes again by what a list and a search find a user: for users whom an earlier version of the app has stored. @throws StaleVersion */
  abstract index(id: string): Promise<void>;

  /**
   * Replaces the lease of a pending account, if it is still the lease of `user`. Stores the idempotency record in the same write.
   * @param by the caller, whose token must not be revoked; a job has none
   * @throws NotAuthenticated, KeyInUse, AccountInProgress
   */
  abstract leaseAccount(user: User, pending: PendingAccount, by: Actor | undefined, idempotency?: CreationRecord): Promise<void>;

  /** Removes the pending account and its job, if the lease is still the lease of `user`. @throws AccountInProgress */
  abstract completeAccountSync(user: User, revokeTokens?: TokenRevocation): Promise<void>;
}
