import type { AccessTokenClaims } from './access-token.js';

/** A token has about 1 KB. */
const MAX_TOKENS = 1_000;

/**
 * Remembers tokens whose signature and issuer this process has verified, until they expire. In most requests, verifying a signature costs more than
 * everything else. Anything that can change, such as a revocation, is not remembered.
 */
export class VerifiedTokens {
  private readonly claims = new Map<string, AccessTokenClaims>();

  constructor(private readonly now: () => number) {}

  /** The claims of a verified token that has not expired. */
  find(token: string): AccessTokenClaims | undefined {
    const claims = this.claims.get(token);
    if (!claims || claims.exp * 1000 > this.now()) return claims;
    this.claims.delete(token);
    return undefined;
  }

  /** Remembers a token, and forgets the oldest one if there are too many. */
  add(token: string, claims: AccessTokenClaims): void {
    if (this.claims.size >= MAX_TOKENS) this.claims.delete(this.claims.keys().next().value!);
    this.claims.set(token, claims);
  }
}
