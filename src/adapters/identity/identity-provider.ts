import type { Role } from '../../auth/actor.js';

/** An account as it should be, to follow a profile. */
export interface Account {
  /** The Cognito `sub`. */
  readonly id: string;
  readonly email: string;
  readonly code: string;
  readonly role: Role;
  readonly enabled: boolean;
}

/** Whose account is under an address. */
export interface AccountHolder {
  readonly id: string;
  /** Whether the person has a password of their own, and so was there. */
  readonly hasSignedIn: boolean;
}

/**
 * The user pool. Every call can be made again without harm. Calls that the pool refuses for now are made again as long as the request has time.
 * @throws Unavailable when that time is over
 */
export abstract class IdentityProvider {
  /** The id of the account under an address; it is made, without mail, if there is none. */
  abstract open(email: string): Promise<string>;

  /** Who has the account under an address. */
  abstract find(email: string): Promise<AccountHolder | undefined>;

  /** Makes an account what it should be: address, code, exactly one group, enabled or not. @throws AddressInUse, AccountMissing */
  abstract apply(account: Account): Promise<void>;

  /** Ends all sessions; access tokens stay good until they expire or are revoked. */
  abstract signOut(id: string): Promise<void>;

  /** Mails a new temporary password to somebody who never signed in; to others nothing. */
  abstract sendInvitation(account: Pick<Account, 'id' | 'email'>): Promise<void>;

  /** Deletes an account. */
  abstract remove(id: string): Promise<void>;
}
