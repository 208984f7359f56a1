import type { Role } from '../../auth/actor.js';
import { toSearchWords } from '../../core/text/search-words.js';
import { foldLetters } from '../../core/text/text.js';
import type { EntityName } from '../audit/audit-entry.js';

export const USER_STATUSES = ['INVITED', 'ACTIVE', 'DISABLED'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

/** The names of a person. One of the two is empty for a person with one name. */
export interface PersonName {
  readonly givenName: string;
  readonly familyName: string;
}

/** The bookkeeping fields of a new user. */
export function initialUserState(at: string): Pick<User, 'openRelations' | 'version' | 'nameVersion' | 'createdAt' | 'updatedAt'> {
  return { openRelations: 0, version: 1, nameVersion: 1, createdAt: at, updatedAt: at };
}

/** Marks a profile whose account in the user pool may be outdated, with the steps that remain. */
export interface PendingAccount {
  /** ISO 8601. Until then, one request holds the exclusive right to update the account. */
  readonly leasedUntil: string;
  /** Whether the invitation is yet to be mailed, or was mailed while the account was pending. */
  readonly invitation?: 'DUE' | 'SENT';
  /** Whether the person is yet to be signed out everywhere. */
  readonly signOut: boolean;
  /** Whether the authenticator app of the person is yet to be removed. */
  readonly resetMfa?: true;
}

/** A person of the school. */
export interface User extends PersonName {
  /** A UUID: the Cognito `sub` of the first account. */
  readonly id: string;
  /** The Cognito `sub` of the account, if the account was restored. Absent if it is the id. */
  readonly accountId?: string;
  readonly email: string;
  readonly role: Role;
  /** Staff or student number. */
  readonly code: string;
  readonly phone?: string;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string;
  readonly department?: string;
  /** The storage key of the avatar. */
  readonly avatarKey?: string;
  /** The last key that was uploaded before the avatar last changed. Of all keys up to it, only `avatarKey` is in use. */
  readonly avatarMark?: string;
  readonly status: UserStatus;
  /** The status that enabling a disabled person restores. */
  readonly statusBefore?: Exclude<UserStatus, 'DISABLED'>;
  /** Whether all personal data was removed. The profile then stays disabled for good. */
  readonly anonymised?: true;
  /** The number of `ENROLLED` enrolments, plus active classes taught. */
  readonly openRelations: number;
  readonly version: number;
  /** Counts changes of what classes and enrolments copy: name, code, and whether the person is disabled. */
  readonly nameVersion: number;
  readonly pendingAccount?: PendingAccount;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function isDisabled({ status }: Pick<User, 'status'>): boolean {
  return status === 'DISABLED';
}

/** The sort key of people: family name, given name and id, folded. The only name of a person is in the place of the family name. */
export function toSortName({ familyName, givenName, id }: PersonName & { readonly id: string }): string {
  const [first, second] = familyName === '' ? [givenName, ''] : [familyName, givenName];
  return `${foldLetters(first)} ${foldLetters(second)} ${id}`;
}

/** The words by whose beginning a search finds a user. Anonymised people have none. */
export function searchWords({ familyName, givenName, code, email, anonymised }: User): string[] {
  return anonymised ? [] : toSearchWords({ names: [familyName, givenName], code, email });
}

/** The name of a user in the audit log. */
export function userEntity(id: string): EntityName {
  return `user:${id}`;
}
