import type { AccessTokenClaims } from './access-token.js';

/** The most tokens to remember at once. A token has about 1 KB. */
const MAX_TOKENS = 1_000;

/**
 * Remembers tokens whose signature and issuer were verified in this process, until they expire. Checking a signature costs more than everything else in
 * most requests. Whatever can change about a token, such as its revocation, is not remembered.
 */
export class VerifiedTokens {
  private readonly claims = new Map<string, AccessTokenClaims>();

  constructor(private readonly now: () => number) {}

  /** The claims of a token that was verified and has not expired. */
  find(token: string): AccessTokenClaims | undefined {
    const claims = this.claims.get(token);
    if (!claims || claims.exp * 1000 > this.now()) return claims;
    this.claims.delete(token);
    return undefined;
  }

  /** Remembers a token. If there are too many, the oldest is forgotten. */
  add(token: string, claims: AccessTokenClaims): void {
    if (this.claims.size >= MAX_TOKENS) this.claims.delete(this.claims.keys().next().value!);
    this.claims.set(token, claims);
  }
}
