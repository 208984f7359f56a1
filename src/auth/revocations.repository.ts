/** Says that a person's tokens issued up to an instant are no longer good. */
export interface Revocation {
  readonly userId: string;
  /** ISO 8601: tokens issued at or before it are refused. */
  readonly revokedAt: string;
}

/** Where revocations are kept for as long as a token issued before them could still be presented. */
export abstract class RevocationsRepository {
  /** All that are in force at `now`. */
  abstract list(now: string): Promise<Revocation[]>;
}
