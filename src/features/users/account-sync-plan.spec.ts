import { aUser } from '../../../test/fixtures/builders.js';
import { accountSyncPlan, type AccountSyncPlan } from './account-sync-plan.js';
import type { User } from './user.js';

describe('accountSyncPlan plans', () => {
  const NOTHING = { signOut: false };
  const SIGN_OUT = { signOut: true };

  it.each<[string, Partial<User>, Partial<User>, AccountSyncPlan | undefined]>([
    ['nothing for names', {}, { givenName: 'Bình', familyName: 'Lê' }, undefined],
    ['nothing for phone, birth date and department', {}, { phone: '1', dateOfBirth: '2000-01-01', department: 'Physics' }, undefined],
    ['nothing for an accepted invitation', { status: 'INVITED' }, { status: 'ACTIVE' }, undefined],
    ['an update for a new code', {}, { code: 'S-2' }, NOTHING],
    ['a sign-out for a new role', {}, { role: 'ADMIN' }, SIGN_OUT],
    ['a sign-out for a new address', {}, { email: 'new@example.edu' }, SIGN_OUT],
    [
      'a sign-out and an invitation for a new address of an invited user',
      { status: 'INVITED' },
      { email: 'new@example.edu' },
      { invitation: 'DUE', signOut: true },
    ],
    ['a sign-out for a new address of a disabled user', { status: 'DISABLED' }, { email: 'new@example.edu' }, SIGN_OUT],
    ['a sign-out for disabling', {}, { status: 'DISABLED' }, SIGN_OUT],
    ['a sign-out for disabling an invited user', { status: 'INVITED' }, { status: 'DISABLED' }, SIGN_OUT],
    ['an update for enabling', { status: 'DISABLED' }, { status: 'ACTIVE' }, NOTHING],
    [
      'an invitation for enabling an invited user, who may not have the mail',
      { status: 'DISABLED' },
      { status: 'INVITED' },
      { invitation: 'DUE', signOut: false },
    ],
  ])('%s', (_title, was, is, plan) => {
    const before = aUser(was);
    expect(accountSyncPlan(before, { ...before, ...is })).toEqual(plan);
  });
});
