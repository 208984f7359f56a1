import type { Role } from '../../auth/actor.js';
import type { EntityName } from '../audit/audit-entry.js';
import { fold } from '../../core/text/text.js';

export const USER_STATUSES = ['INVITED', 'ACTIVE', 'DISABLED'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export interface PersonName {
  readonly givenName: string;
  readonly familyName: string;
}

/** What somebody has from the day they are added on. */
export function initialUserState(at: string): Pick<User, 'openRelations' | 'version' | 'nameVersion' | 'createdAt' | 'updatedAt'> {
  return { openRelations: 0, version: 1, nameVersion: 1, createdAt: at, updatedAt: at };
}

/** Says that the account in the user pool may not follow the profile yet, and what is due besides making it follow. */
export interface PendingAccount {
  /** ISO 8601: until then, one request is at it, and nobody else is. */
  readonly leasedUntil: string;
  /** Whether an invitation is still to be mailed, or was mailed on the way. */
  readonly invitation?: 'DUE' | 'SENT';
  /** Whether the person has yet to be signed out everywhere. */
  readonly signOut: boolean;
}

/** A person of the school. */
export interface User extends PersonName {
  /** The Cognito `sub`, a UUID. */
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  /** Staff or student number. */
  readonly code: string;
  readonly phone?: string;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string;
  readonly department?: string;
  /** The object that shows the person. */
  readonly avatarKey?: string;
  /** The last key of what was uploaded before the avatar was last changed: of all up to it only `avatarKey` is needed. */
  readonly avatarMark?: string;
  readonly status: UserStatus;
  /** What enabling a disabled person restores. */
  readonly statusBefore?: Exclude<UserStatus, 'DISABLED'>;
  /** Whether the profile tells nothing of the person any more. Such a one stays disabled. */
  readonly anonymised?: true;
  /** Enrolments that are `ENROLLED`, and active classes led. */
  readonly openRelations: number;
  readonly version: number;
  /** Counts changes of what lists copy: name and code. */
  readonly nameVersion: number;
  readonly pendingAccount?: PendingAccount;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What people are sorted by: family name, given name, id, folded. It begins with what a search by name begins with. */
export function toSortName({ familyName, givenName, id }: PersonName & { readonly id: string }): string {
  return `${fold(familyName)} ${fold(givenName)} ${id}`;
}

/** The name of a user in the audit log. */
export function userEntity(id: string): EntityName {
  return `user:${id}`;
}
