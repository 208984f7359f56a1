import { anActor, aUser } from '../../../test/fixtures/builders.js';
import { ROLES } from '../../auth/actor.js';
import { USER_STATUSES, type User } from './user.js';
import { NotActiveAdmin, OwnAccount } from './users.errors.js';
import { assertMayDecideOver, needsRecentSignIn } from './users.policy.js';

describe('assertMayDecideOver', () => {
  const decide = (user: User, by?: User) => () => assertMayDecideOver(user, anActor({ id: by?.id ?? 'stranger' }), by);
  const profiles = ROLES.flatMap((role) => USER_STATUSES.map((status) => ({ role, status })));

  it.each(profiles)('allows only an active admin: $role $status', ({ role, status }) => {
    const may = role === 'ADMIN' && status === 'ACTIVE';
    const attempt = decide(aUser(), aUser({ role, status }));
    if (may) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(NotActiveAdmin);
  });

  it('refuses an admin without a profile', () => {
    expect(decide(aUser())).toThrow(NotActiveAdmin);
  });

  it('refuses an admin over their own account', () => {
    const admin = aUser({ role: 'ADMIN' });
    expect(decide(admin, admin)).toThrow(OwnAccount);
  });
});

describe('needsRecentSignIn', () => {
  it.each([
    ['ADMIN', true],
    ['LECTURER', true],
    ['STUDENT', false],
  ] as const)('of a new %s: %s', (role, expected) => {
    expect(needsRecentSignIn(undefined, aUser({ role }))).toBe(expected);
  });

  const CHANGES: Record<string, [change: Partial<User>, ofStaff: boolean, ofStudents: boolean]> = {
    nothing: [{}, false, false],
    'a name': [{ givenName: 'Chi', phone: '12345', department: 'Physics' }, false, false],
    'an address': [{ email: 'another@example.edu' }, true, false],
    disabling: [{ status: 'DISABLED' }, true, false],
    activating: [{ status: 'INVITED' }, false, false],
    anonymising: [{ anonymised: true }, true, false],
    'another account': [{ accountId: 'another' }, true, false],
    'the role of an admin': [{ role: 'ADMIN' }, true, true],
    'the role of a lecturer': [{ role: 'LECTURER' }, true, true],
    'the role of a student': [{ role: 'STUDENT' }, true, false],
  };

  it.each(Object.entries(CHANGES))('of a change: %s', (_what, [change, ofStaff, ofStudents]) => {
    for (const role of ROLES) {
      const before = aUser({ role });
      const isSame = change.role === role;
      const expected = !isSame && (role === 'STUDENT' ? ofStudents : ofStaff);
      expect([role, needsRecentSignIn(before, { ...before, ...change })]).toEqual([role, expected]);
      if (change.status === 'DISABLED') expect(needsRecentSignIn({ ...before, ...change }, before)).toBe(expected);
    }
  });

  it.each(ROLES)('of a reset of the sign-in of a %s', (role) => {
    const user = aUser({ role });
    expect(needsRecentSignIn(user, user, true)).toBe(role !== 'STUDENT');
  });
});
