import type { Role } from '../auth/actor.js';
import { fold } from '../common/text.js';

export const USER_STATUSES = ['INVITED', 'ACTIVE', 'DISABLED'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export interface PersonName {
  readonly givenName: string;
  readonly familyName: string;
}

/** What the user pool has yet to be told about a person. */
export interface PendingAccount {
  /** ISO 8601: until then, the request that made the change is at it, and nobody else is. */
  readonly leasedUntil: string;
  /** Whether the invitation has yet to be mailed. */
  readonly sendInvitation: boolean;
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
  readonly status: UserStatus;
  /** What enabling a disabled person restores. */
  readonly statusBefore?: Exclude<UserStatus, 'DISABLED'>;
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
export function sortNameOf({ familyName, givenName, id }: PersonName & { readonly id: string }): string {
  return `${fold(familyName)} ${fold(givenName)} ${id}`;
}
