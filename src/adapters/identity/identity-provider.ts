import type { Role } from '../../auth/actor.js';
import type { SecondFactors } from '../../auth/second-factors.js';

/** The expected state of an account, according to the profile. */
export interface Account {
  /** The Cognito `sub`. */
  readonly id: string;
  readonly email: string;
  readonly code: string;
  readonly role: Role;
  readonly enabled: boolean;
}

/** An account of the pool. */
export interface AccountHolder {
  readonly id: string;
  /** Whether the person has chosen a password. */
  readonly hasSignedIn: boolean;
}

/**
 * The user pool. Every method is idempotent, and repeats a failed call until the deadline of the request.
 * @throws Unavailable at that deadline
 */
export abstract class IdentityProvider implements SecondFactors {
  /** Returns the id of the account of an e-mail address. Creates the account if there is none, and sends no e-mail. */
  abstract open(email: string): Promise<string>;

  /** Finds an account. @param name its id or e-mail address */
  abstract find(name: string): Promise<AccountHolder | undefined>;

  /** Sets the e-mail address, the code, the only group and the status of an account. @throws AddressInUse, AccountMissing */
  abstract apply(account: Account): Promise<void>;

  /** Whether sign-ins need a code of an authenticator app. A missing account has none. */
  abstract hasAuthenticatorApp(id: string): Promise<boolean>;

  /** Ends all sessions. Access tokens stay valid until they expire or are revoked. */
  abstract signOut(id: string): Promise<void>;

  /** Removes the authenticator app of an account, if it has one. The person then signs in without it, and can set up another one. */
  abstract resetMfa(id: string): Promise<void>;

  /** Sends an e-mail with a new temporary password, unless the person has signed in before. */
  abstract sendInvitation(account: Pick<Account, 'id' | 'email'>): Promise<void>;

  /** Deletes an account. */
  abstract remove(id: string): Promise<void>;
}
