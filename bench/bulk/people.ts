import { randomUUID } from 'node:crypto';
import { TABLE_PREFIX } from '../../local/cloud.js';
import { nameOf } from '../../local/demo/names.js';
import type { LocalDynamoDb } from '../../local/dynamodb/server.js';
import type { Role } from '../../src/auth/actor.js';
import { tableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { toUserItem } from '../../src/persistence/dynamodb/schema/user-item.js';
import { initialUserState, type User } from '../../src/features/users/user.js';

export interface Newcomer {
  readonly email: string;
  readonly role: Role;
  readonly code: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** People as an office would send them: no two with the same code, whatever the `series`. */
export function newcomers(role: Role, count: number, series: string): Newcomer[] {
  return Array.from({ length: count }, (_, index) => {
    const code = `${role.charAt(0)}${series}-${String(index + 1).padStart(6, '0')}`;
    return { email: `${code.toLowerCase()}@example.edu`, role, code, ...nameOf(index) };
  });
}

/**
 * Puts people where the app will find them, past the app: a hundred thousand transactions would take longer than all that is measured. Nobody lists
 * their guards, audit entries and counters, so they are left out.
 */
export async function settle(database: LocalDynamoDb, role: Role, count: number): Promise<User[]> {
  const at = new Date().toISOString();
  const people = newcomers(role, count, '').map((person): User => ({
    ...person,
    id: randomUUID(),
    status: 'ACTIVE',
    ...initialUserState(at),
  }));
  await database.load(tableName(TABLE_PREFIX, 'users'), people.map(toUserItem));
  return people;
}
