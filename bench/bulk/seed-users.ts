import { randomUUID } from 'node:crypto';
import { TABLE_PREFIX } from '../../local/cloud.js';
import { nameOf } from '../../local/demo/names.js';
import type { LocalDynamoDb } from '../../local/dynamodb/server.js';
import type { Role } from '../../src/auth/actor.js';
import { initialUserState, type User } from '../../src/features/users/user.js';
import { tableName } from '../../src/persistence/dynamodb/schema/tables.js';
import { toUserItem } from '../../src/persistence/dynamodb/schema/user-item.js';
import { toWordItems } from '../../src/persistence/dynamodb/schema/word-item.js';

export interface NewUser {
  readonly email: string;
  readonly role: Role;
  readonly code: string;
  readonly givenName: string;
  readonly familyName: string;
}

/** Users as an admin would send them. Codes are unique, also across `series`. */
export function newUsers(role: Role, count: number, series: string): NewUser[] {
  return Array.from({ length: count }, (_, index) => {
    const code = `${role.charAt(0)}${series}-${String(index + 1).padStart(6, '0')}`;
    return { email: `${code.toLowerCase()}@example.edu`, role, code, ...nameOf(index) };
  });
}

/**
 * Writes users straight into the table: a hundred thousand transactions through the app would take longer than the benchmark. Guards, audit entries
 * and counters are left out, because no measured request reads them.
 */
export async function seedUsers(database: LocalDynamoDb, role: Role, count: number): Promise<User[]> {
  const at = new Date().toISOString();
  const people = newUsers(role, count, '').map((person): User => ({
    ...person,
    id: randomUUID(),
    status: 'ACTIVE',
    ...initialUserState(at),
  }));
  await database.load(
    tableName(TABLE_PREFIX, 'users'),
    people.flatMap((person) => [toUserItem(person), ...toWordItems(person)]),
  );
  return people;
}
