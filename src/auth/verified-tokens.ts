import { BoundedMap } from '../core/objects/bounded-map.js';
import type { AccessTokenClaims } from './access-token.js';

/** A token has about 1 KB. */
const MAX_TOKENS = 1_000;

/**
 * Remembers tokens whose signature and issuer this process has verified, until they expire. In most requests, verifying a signature costs more than
 * everything else. Anything that can change, such as a revocation, is not remembered.
 */
export class VerifiedTokens {
  private readonly claims = new BoundedMap<string, AccessTokenClaims>(MAX_TOKENS);

  constructor(private readonly now: () => number) {}

  /** The claims of a verified token that has not expired. */
  find(token: string): AccessTokenClaims | undefined {
    const claims = this.claims.get(token);
    if (!claims || claims.exp * 1000 > this.now()) return claims;
    this.claims.delete(token);
    return undefined;
  }

  add(token: string, claims: AccessTokenClaims): void {
    this.claims.set(token, claims);
  }
}
