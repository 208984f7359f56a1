import type { PendingAccount, User } from './user.js';

/** The steps that a change requires in the user pool, besides updating the account. */
export type AccountSyncPlan = Pick<PendingAccount, 'invitation' | 'signOut' | 'resetMfa'>;

export const SEND_INVITATION: AccountSyncPlan = { invitation: 'DUE', signOut: false };
export const SIGN_OUT: AccountSyncPlan = { signOut: true };
export const RESTORE_ACCOUNT: AccountSyncPlan = { invitation: 'DUE', signOut: true };
export const RESET_MFA: AccountSyncPlan = { signOut: true, resetMfa: true };

type SyncedFields = Pick<User, 'email' | 'role' | 'code' | 'status'>;

/** Plans the sync of an account after a change. Returns undefined if no field of the user pool changed. */
export function accountSyncPlan(before: SyncedFields, after: SyncedFields): AccountSyncPlan | undefined {
  const isDisabled = ({ status }: SyncedFields) => status === 'DISABLED';
  const hasNewAddress = before.email !== after.email;
  const isToggled = isDisabled(before) !== isDisabled(after);
  if (!hasNewAddress && !isToggled && before.role === after.role && before.code === after.code) return undefined;
  return {
    // A person who was disabled while invited may not have the invitation, or has it at an older address.
    invitation: (hasNewAddress || isToggled) && after.status === 'INVITED' ? 'DUE' : undefined,
    signOut: hasNewAddress || before.role !== after.role || (isToggled && isDisabled(after)),
  };
}
