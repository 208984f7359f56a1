import type { AccessTokenClaims } from './access-token.js';

/** As many tokens are remembered at once: a token has about 1 KB. */
const MAX_TOKENS = 1_000;

/**
 * Tokens whose signature and issuer were verified in this process, until they expire: checking a signature again would cost more than all else that is
 * done for most requests. What can change about a token, such as its revocation, is not remembered.
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

  /** Remembers a token instead of the one that came first, if there are too many. */
  add(token: string, claims: AccessTokenClaims): void {
    if (this.claims.size >= MAX_TOKENS) this.claims.delete(this.claims.keys().next().value!);
    this.claims.set(token, claims);
  }
}
