import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { notAuthorized } from './errors.js';
import type { Journal } from './journal.js';

/** One sign-in, with its refresh token and all its access tokens. */
export interface Grant {
  /** `origin_jti` in every token of this sign-in. */
  readonly id: string;
  readonly sub: string;
  /** When the user signed in, in seconds. */
  readonly authTime: number;
  /** Milliseconds. */
  readonly expiresAt: number;
  /** The token itself is not kept. */
  readonly refreshTokenHash: string;
  readonly revoked: boolean;
}

export const REFRESH_TOKEN_DAYS = 30;
const DAY = 24 * 3_600_000;
const TOKEN_BYTES = 96;

export class Grants {
  private readonly byId = new Map<string, Grant>();
  private readonly idsByHash = new Map<string, string>();

  constructor(
    private readonly journal: Journal,
    entries: ReadonlyMap<string, unknown>,
    private readonly now: () => number,
  ) {
    for (const [key, value] of entries) {
      if (!key.startsWith('grant/')) continue;
      const grant = value as Grant;
      if (grant.expiresAt > now()) this.index(grant);
      else journal.remove(key);
    }
  }

  /** Starts a grant after a sign-in. */
  open(sub: string): { grant: Grant; refreshToken: string } {
    const refreshToken = randomBytes(TOKEN_BYTES).toString('base64url');
    const grant = {
      id: randomUUID(),
      sub,
      authTime: Math.floor(this.now() / 1000),
      expiresAt: this.now() + REFRESH_TOKEN_DAYS * DAY,
      refreshTokenHash: hash(refreshToken),
      revoked: false,
    };
    this.save(grant);
    return { grant, refreshToken };
  }

  /** @throws NotAuthorizedException if the token is unknown, expired or revoked */
  ofRefreshToken(token: string): Grant {
    const grant = this.byId.get(this.idsByHash.get(hash(token)) ?? '');
    if (!grant) throw notAuthorized('Invalid Refresh Token');
    if (grant.revoked) throw notAuthorized('Refresh Token has been revoked');
    if (grant.expiresAt <= this.now()) throw notAuthorized('Refresh Token has expired');
    return grant;
  }

  /** Whether the access tokens of a grant are still honoured by the pool. */
  isOpen(id: string): boolean {
    return this.byId.get(id)?.revoked === false;
  }

  /** Ends one sign-in. A token that stands for none is none to worry about (RFC 7009, 2.2). */
  revoke(refreshToken: string): void {
    const grant = this.byId.get(this.idsByHash.get(hash(refreshToken)) ?? '');
    if (grant) this.save({ ...grant, revoked: true });
  }

  /** Ends all grants of a user. */
  revokeAll(sub: string): void {
    for (const grant of this.byId.values()) if (grant.sub === sub && !grant.revoked) this.save({ ...grant, revoked: true });
  }

  private save(grant: Grant): void {
    this.journal.put(`grant/${grant.id}`, grant);
    this.index(grant);
  }

  private index(grant: Grant): void {
    this.byId.set(grant.id, grant);
    this.idsByHash.set(grant.refreshTokenHash, grant.id);
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
