import { aUser } from '../../../test/fixtures/builders.js';
import { accountSyncPlan, type AccountSyncPlan } from './account-sync-plan.js';
import type { User } from './user.js';

describe('accountSyncPlan', () => {
  const NOTHING = { signOut: false };
  const SIGN_OUT = { signOut: true };

  it.each<[string, Partial<User>, Partial<User>, AccountSyncPlan | undefined]>([
    ['names', {}, { givenName: 'Bình', familyName: 'Lê' }, undefined],
    ['phone, birth date and department', {}, { phone: '1', dateOfBirth: '2000-01-01', department: 'Physics' }, undefined],
    ['somebody came', { status: 'INVITED' }, { status: 'ACTIVE' }, undefined],
    ['code', {}, { code: 'S-2' }, NOTHING],
    ['role', {}, { role: 'ADMIN' }, SIGN_OUT],
    ['address of somebody who came', {}, { email: 'new@example.edu' }, SIGN_OUT],
    ['address of somebody invited', { status: 'INVITED' }, { email: 'new@example.edu' }, { invitation: 'DUE', signOut: true }],
    ['address of somebody disabled', { status: 'DISABLED' }, { email: 'new@example.edu' }, SIGN_OUT],
    ['disabled', {}, { status: 'DISABLED' }, SIGN_OUT],
    ['disabled before they came', { status: 'INVITED' }, { status: 'DISABLED' }, SIGN_OUT],
    ['enabled', { status: 'DISABLED' }, { status: 'ACTIVE' }, NOTHING],
    [
      'enabled before they came, when the mail may not have come either',
      { status: 'DISABLED' },
      { status: 'INVITED' },
      { invitation: 'DUE', signOut: false },
    ],
  ])('%s', (_what, was, is, due) => {
    const before = aUser(was);
    expect(accountSyncPlan(before, { ...before, ...is })).toEqual(due);
  });
});
