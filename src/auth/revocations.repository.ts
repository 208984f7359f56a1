/** Revokes the tokens of a person that were issued until an instant. */
export interface Revocation {
  readonly userId: string;
  /** ISO 8601, inclusive. */
  readonly revokedAt: string;
}

/** Stores each revocation until the last token that it covers has expired. */
export abstract class RevocationsRepository {
  /** All revocations in force at `now`, ISO 8601. */
  abstract list(now: string): Promise<Revocation[]>;

  /** Reads consistently until when the tokens of a person are revoked, ISO 8601 and inclusive; undefined without a revocation. */
  abstract read(userId: string): Promise<string | undefined>;
}
