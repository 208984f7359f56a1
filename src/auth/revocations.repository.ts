/** Makes the tokens of a person invalid that were issued up to an instant. */
export interface Revocation {
  readonly userId: string;
  /** ISO 8601. Tokens issued at or before it are refused. */
  readonly revokedAt: string;
}

/** Keeps each revocation until the last token that it covers has expired. */
export abstract class RevocationsRepository {
  /** All that are in force at `now`. */
  abstract list(now: string): Promise<Revocation[]>;
}
