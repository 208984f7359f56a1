import { randomUUID } from 'node:crypto';
import type { Account } from './account.js';
import { notAuthorized, userNotFound } from './errors.js';
import type { Grant, Grants } from './grants.js';
import type { Claims, SigningKey } from './jwt.js';
import type { UserPool } from './pool.js';

/** The scope that lets a person use the pool's own calls. */
const SCOPE = 'aws.cognito.signin.user.admin';

/** The seconds between a sign-in and a minted token. */
const SIGNED_IN_AGO_S = 300;

/** Makes the tokens of a pool, and reads them back. */
export class Tokens {
  constructor(
    private readonly key: SigningKey,
    private readonly pool: UserPool,
    private readonly grants: Grants,
    private readonly options: { issuer: string; accessTokenMinutes: number; now: () => number },
  ) {}

  /** `AuthenticationResult` without the refresh token. Groups and attributes are those of now, the moment of signing in is the grant's. */
  async issue(account: Account, grant: Grant): Promise<Record<string, unknown>> {
    const common = { ...this.claims(account.groups), sub: account.sub, origin_jti: grant.id, auth_time: grant.authTime };
    const { email_verified, ...attributes } = account.attributes;
    const [AccessToken, IdToken] = await Promise.all([
      this.key.sign({ ...common, ...this.accessClaims(account.sub), jti: randomUUID() }),
      this.key.sign({
        ...attributes,
        ...common,
        email_verified: email_verified === 'true',
        aud: this.pool.identity.clientId,
        token_use: 'id',
        'cognito:username': account.sub,
        jti: randomUUID(),
      }),
    ]);
    return { AccessToken, IdToken, ExpiresIn: this.options.accessTokenMinutes * 60, TokenType: 'Bearer' };
  }

  /**
   * Signs an access token with any claims, without an account. A claim set to undefined is left out. The person signed in a while ago, like most callers
   * of an app.
   */
  async mint(changes: Claims): Promise<string> {
    const sub = typeof changes.sub === 'string' ? changes.sub : randomUUID();
    const common = { ...this.claims([]), sub, origin_jti: randomUUID(), auth_time: this.seconds() - SIGNED_IN_AGO_S };
    return this.key.sign({ ...common, ...this.accessClaims(sub), jti: randomUUID(), ...changes });
  }

  /** Whose access token it is. @throws NotAuthorizedException, UserNotFoundException */
  async owner(accessToken: string): Promise<Account> {
    const claims = await this.key.verify(accessToken);
    if (claims?.token_use !== 'access' || claims.iss !== this.options.issuer) throw notAuthorized('Invalid Access Token');
    if (typeof claims.exp !== 'number' || claims.exp <= this.seconds()) throw notAuthorized('Access Token has expired');
    const account = this.pool.find(String(claims.sub));
    if (!account) throw userNotFound();
    if (!account.enabled) throw notAuthorized('User is disabled.');
    if (!this.grants.isOpen(String(claims.origin_jti))) throw notAuthorized('Access Token has been revoked');
    return account;
  }

  private claims(groups: readonly string[]): Claims {
    const now = this.seconds();
    return {
      ...(groups.length > 0 ? { 'cognito:groups': groups } : {}),
      iss: this.options.issuer,
      event_id: randomUUID(),
      iat: now,
      exp: now + this.options.accessTokenMinutes * 60,
    };
  }

  private accessClaims(sub: string): Claims {
    return { token_use: 'access', client_id: this.pool.identity.clientId, scope: SCOPE, username: sub };
  }

  private seconds(): number {
    return Math.floor(this.options.now() / 1000);
  }
}
