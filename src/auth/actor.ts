export const ROLES = ['ADMIN', 'LECTURER', 'STUDENT'] as const;
export type Role = (typeof ROLES)[number];

/** The roles that work for the school. */
export const IS_STAFF: Readonly<Record<Role, boolean>> = { ADMIN: true, LECTURER: true, STUDENT: false };

/** The caller, according to the verified access token. */
export interface Actor {
  /** The id of the person, a UUID. */
  readonly id: string;
  /** The Cognito `sub` of the token. Absent if it is the id. */
  readonly accountId?: string;
  readonly role: Role;
  /** ISO 8601, in whole seconds. A revocation that covers this instant ends the authority of the caller. */
  readonly tokenIssuedAt: string;
  /** ISO 8601: when the person proved who they are. A refreshed token keeps it. Absent if the token does not say. */
  readonly signedInAt?: string;
}

/** The id of an account in the user pool: the id of its person, unless the account was restored. */
export function toAccountId({ id, accountId }: { readonly id: string; readonly accountId?: string }): string {
  return accountId ?? id;
}

/** The operator of the servers, as an actor. They have no profile. */
export const OPERATOR_ID = '00000000-0000-0000-0000-000000000000';

/** The group of the user pool that stands for a role. */
export function toGroup(role: Role): string {
  return role.toLowerCase();
}

/** The role in the groups of a token; undefined unless there is exactly one. */
export function fromGroups(groups: readonly string[]): Role | undefined {
  const roles = ROLES.filter((role) => groups.includes(toGroup(role)));
  return roles.length === 1 ? roles[0] : undefined;
}
