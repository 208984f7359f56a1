import { userEntity } from '../../src/features/users/user.js';
import { randomUUID } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { INestApplicationContext } from '@nestjs/common';
import { AuditTrail } from '../../src/features/audit/audit-trail.js';
import { toGroup, type Role } from '../../src/auth/actor.js';
import { Config } from '../../src/config/config.js';
import { initialUserState, type User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { nameOf } from './names.js';

/** Who can sign in is who has a password; the demo school gives everybody the same. */
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

/** Everybody of the demo school, the admin first. */
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

/** Gives people accounts with a password, and profiles; nobody gets mail. They come back in the order given. */
export async function admit(app: INestApplicationContext, people: readonly Person[], told: (done: number) => void): Promise<User[]> {
  const pool = new CognitoIdentityProviderClient({ region: app.get(Config).region });
  const admitted: User[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < people.length; index = next++) {
      admitted[index] = await admitOne(app, pool, people[index]!);
      told(index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  pool.destroy();
  return admitted;
}

async function admitOne(app: INestApplicationContext, pool: CognitoIdentityProviderClient, known: Person): Promise<User> {
  const UserPoolId = app.get(Config).userPoolId;
  const attributes = { email: known.email, email_verified: 'true', 'custom:code': known.code };
  const created = await pool.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: known.email,
      MessageAction: 'SUPPRESS',
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );
  const Username = created.User!.Username!;
  await pool.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: toGroup(known.role) }));
  await pool.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: DEMO_PASSWORD, Permanent: true }));

  const at = new Date().toISOString();
  const user: User = {
    ...known,
    id: Username,
    status: 'ACTIVE',
    ...initialUserState(at),
  };
  const office = { id: randomUUID(), role: 'ADMIN' as const };
  const audit = app
    .get(AuditTrail, { strict: false })
    .entry(office, { entity: userEntity(user.id), action: 'user.invited', after: { role: user.role } });
  await app.get(UsersRepository, { strict: false }).create(user, { audit });
  return user;
}
