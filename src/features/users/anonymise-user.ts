import { withoutAvatarEver } from './avatar.js';
import type { User } from './user.js';

/** Nothing that is sent there can be received: the domain is reserved for that (RFC 2606). */
const NOWHERE = 'anonymised.invalid';

/** What is left of a person whose marks, classes and audit entries stay: a profile that tells nobody who it was. */
export function anonymiseUser(user: User): User {
  return {
    ...withoutAvatarEver(user),
    email: `${user.id}@${NOWHERE}`,
    code: `F-${user.id}`,
    givenName: 'Former',
    familyName: user.role === 'STUDENT' ? 'student' : 'staff',
    phone: undefined,
    dateOfBirth: undefined,
    department: undefined,
    statusBefore: undefined,
    anonymised: true,
  };
}
