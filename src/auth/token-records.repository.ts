/** Revokes the tokens of a person that were issued until an instant. */
export interface Revocation {
  readonly userId: string;
  /** ISO 8601, inclusive. */
  readonly revokedAt: string;
}

/** Says whose a restored account is, because its id in the user pool is not the id of the person. */
export interface AccountLink {
  /** The Cognito `sub`. */
  readonly accountId: string;
  readonly userId: string;
}

/** Stores what the claims of a token do not say: each revocation until the last token that it covers has expired, and each link of an account for good. */
export abstract class TokenRecordsRepository {
  /** All links, and all revocations in force at `now`, ISO 8601. */
  abstract list(now: string): Promise<{ readonly revocations: readonly Revocation[]; readonly links: readonly AccountLink[] }>;

  /** Reads consistently until when the tokens of a person are revoked, ISO 8601 and inclusive; undefined without a revocation. */
  abstract readRevocation(userId: string): Promise<string | undefined>;

  /** Reads consistently whose a restored account is; undefined if the account is no restored one. */
  abstract readLink(accountId: string): Promise<string | undefined>;
}
