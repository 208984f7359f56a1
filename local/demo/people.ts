import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { type Actor, type Role, toGroup } from '../../src/auth/actor.js';
import { AuditTrail } from '../../src/features/audit/audit-trail.js';
import { initialUserState, type User, userEntity } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import type { LocalCognito } from '../cognito/server.js';
import { nameOf } from './names.js';

/** The password of all users of the demo school. */
export const DEMO_PASSWORD = 'Learn-2026';

export const DEMO_ACCOUNTS: readonly { email: string; role: Role }[] = [
  { email: 'admin@example.edu', role: 'ADMIN' },
  { email: 'lecturer@example.edu', role: 'LECTURER' },
  { email: 'student@example.edu', role: 'STUDENT' },
];

const COUNTS: Readonly<Record<Role, number>> = { ADMIN: 1, LECTURER: 6, STUDENT: 240 };
const CODES: Readonly<Record<Role, string>> = { ADMIN: 'A', LECTURER: 'L', STUDENT: 'S' };
const DEPARTMENTS = ['Mathematics', 'Computing', 'Languages', 'Economics'];
const AT_ONCE = 8;

type Person = Pick<User, 'role' | 'email' | 'code' | 'givenName' | 'familyName' | 'dateOfBirth' | 'department' | 'phone'>;

/** All users of the demo school, the admin first. */
export function demoPeople(): Person[] {
  const roles = Object.keys(COUNTS) as Role[];
  return roles.flatMap((role) => Array.from({ length: COUNTS[role] }, (_, index) => person(role, index)));
}

function person(role: Role, index: number): Person {
  const number = String(index + 1).padStart(3, '0');
  return {
    role,
    email: index === 0 ? `${toGroup(role)}@example.edu` : `${toGroup(role)}${number}@example.edu`,
    code: `${CODES[role]}-2026-${number}`,
    ...nameOf(role === 'STUDENT' ? index : index * 11 + 3),
    ...(role === 'STUDENT'
      ? { dateOfBirth: `${2004 + (index % 4)}-${String((index % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}` }
      : { department: DEPARTMENTS[index % DEPARTMENTS.length] }),
    ...(index % 3 === 0 && { phone: `+8490${String(1_000_000 + index * 37)}` }),
  };
}

/** Gives people accounts with a password, and profiles, without sending mail. @returns them in the order given */
export async function addPeople(
  app: INestApplicationContext,
  pool: LocalCognito,
  people: readonly Person[],
  onAdded: () => void,
): Promise<User[]> {
  const added: User[] = [];
  for (let start = 0; start < people.length; start += AT_ONCE) {
    const part = people.slice(start, start + AT_ONCE);
    added.push(...(await Promise.all(part.map((person) => addPerson(app, pool, person)))));
    part.forEach(onAdded);
  }
  return added;
}

async function addPerson(app: INestApplicationContext, pool: LocalCognito, person: Person): Promise<User> {
  const group = toGroup(person.role);
  const attributes = { email: person.email, email_verified: 'true', 'custom:code': person.code };
  const id = pool.addAccount({ attributes, password: DEMO_PASSWORD, group });
  const at = new Date().toISOString();
  const user: User = { ...person, id, status: 'ACTIVE', ...initialUserState(at) };
  const admin: Actor = { id: randomUUID(), role: 'ADMIN', tokenIssuedAt: at };
  const audit = app
    .get(AuditTrail, { strict: false })
    .entry(admin, { entity: userEntity(id), action: 'user.invited', after: { role: user.role } });
  await app.get(UsersRepository, { strict: false }).create(user, { audit });
  return user;
}
