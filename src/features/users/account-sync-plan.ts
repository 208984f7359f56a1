import type { PendingAccount, User } from './user.js';

/** What is due besides making an account follow its profile. */
export type AccountSyncPlan = Pick<PendingAccount, 'invitation' | 'signOut'>;

type Followed = Pick<User, 'email' | 'role' | 'code' | 'status'>;

/** What a change of a profile makes due in the user pool; undefined if the pool holds nothing of what changed. */
export function accountSyncPlan(before: Followed, after: Followed): AccountSyncPlan | undefined {
  const isDisabled = ({ status }: Followed) => status === 'DISABLED';
  const moved = before.email !== after.email;
  const turned = isDisabled(before) !== isDisabled(after);
  if (!moved && !turned && before.role === after.role && before.code === after.code) return undefined;
  return {
    // Whoever was disabled while invited may not have got the mail, or under an older address.
    invitation: (moved || turned) && after.status === 'INVITED' ? 'DUE' : undefined,
    signOut: moved || before.role !== after.role || (turned && isDisabled(after)),
  };
}
