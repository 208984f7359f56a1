import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { TABLE_PREFIX } from '../../local/cloud.js';
import { nameOf } from '../../local/demo/names.js';
import type { Role } from '../../src/auth/actor.js';
import { tableName } from '../../src/persistence/dynamodb/tables.js';
import { userItem } from '../../src/persistence/dynamodb/user-item.js';
import { newcomer, type User } from '../../src/users/user.js';
import { crowd } from '../school/crowd.js';

/** As many as the database takes in one request. */
const ITEMS_AT_ONCE = 25;
const REQUESTS_AT_ONCE = 8;

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
export async function settle(databaseUrl: string, role: Role, count: number): Promise<User[]> {
  const at = new Date().toISOString();
  const people = newcomers(role, count, '').map((person): User => ({ ...person, id: randomUUID(), status: 'ACTIVE', ...newcomer(at) }));
  const chunks = Array.from({ length: Math.ceil(count / ITEMS_AT_ONCE) }, (_, index) =>
    people.slice(index * ITEMS_AT_ONCE, (index + 1) * ITEMS_AT_ONCE),
  );
  const table = tableName(TABLE_PREFIX, 'users');
  await crowd(chunks, REQUESTS_AT_ONCE, async (chunk) => {
    const requests = chunk.map((user) => ({ PutRequest: { Item: marshall(userItem(user), { removeUndefinedValues: true }) } }));
    // As the SDK would say it, which would take as long to say it as the database takes to do it.
    const response = await fetch(databaseUrl, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.BatchWriteItem' },
      body: JSON.stringify({ RequestItems: { [table]: requests } }),
    });
    const text = await response.text();
    if (text !== '{"UnprocessedItems":{}}') throw new Error(`The database answered ${response.status}: ${text}`);
  });
  return people;
}
