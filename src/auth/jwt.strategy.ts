import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-jwt';
import { Config } from '../config/config.js';
import { detail } from '../core/errors/domain-error.js';
import { Forbidden, NotAuthenticated } from '../core/errors/errors.js';
import { Clock } from '../core/time/clock.js';
import { type AccessTokenClaims, bearerToken, readClaims, readKeyId } from './access-token.js';
import { type Actor, fromGroups } from './actor.js';
import { tokenRevoked } from './token-revoked.js';
import { SigningKeys } from './signing-keys.js';
import { TokenRecords } from './token-records.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Verifies access tokens of the user pool, each of them once. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  private readonly keys: SigningKeys;
  private readonly verified: VerifiedTokens;

  constructor(
    private readonly config: Config,
    private readonly records: TokenRecords,
    private readonly clock: Clock,
  ) {
    const now = () => clock.now().getTime();
    const keys = new SigningKeys(`${config.issuer}/.well-known/jwks.json`, now);
    super({
      jwtFromRequest: bearerToken,
      passReqToCallback: true,
      algorithms: ['RS256'],
      issuer: config.issuer,
      secretOrKeyProvider: (_request, token: string, done) => {
        const kid = readKeyId(token);
        if (kid === undefined) return done(new NotAuthenticated());
        keys.find(kid).then(
          (key) => (key ? done(null, key as never) : done(new NotAuthenticated())),
          (error: unknown) => done(error),
        );
      },
    });
    this.keys = keys;
    this.verified = new VerifiedTokens(now);
  }

  /** Starts to load what the first token needs, and does not wait. The first request waits for it, and retries if it failed. */
  prepare(): void {
    void Promise.allSettled([this.keys.fetch(), this.records.refresh()]);
  }

  /** The id of one of the keys that sign tokens. @throws Unavailable */
  async anyKeyId(): Promise<string> {
    await this.keys.fetch();
    return this.keys.ids()[0]!;
  }

  /** The caller, if this process has verified the token before. @throws like `validate` */
  async findVerified(request: Request): Promise<Actor | undefined> {
    const token = bearerToken(request);
    const claims = token === null ? undefined : this.verified.find(token);
    return claims && this.toActor(claims);
  }

  /** @throws NotAuthenticated if the token is not an access token of this app, or is revoked; Forbidden unless it has exactly one role */
  async validate(request: Request, payload: unknown): Promise<Actor> {
    const claims = readClaims(payload, this.config.userPoolClientId, this.clock.now().getTime() / 1000);
    const actor = await this.toActor(claims);
    this.verified.add(bearerToken(request)!, claims);
    return actor;
  }

  private async toActor(claims: AccessTokenClaims): Promise<Actor> {
    const role = fromGroups(claims['cognito:groups']);
    if (!role) throw new Forbidden(detail('forbidden.role'));
    const { sub: accountId, iat, auth_time } = claims;
    const tokenIssuedAt = toTimestamp(iat);
    const signedInAt = auth_time === undefined ? undefined : toTimestamp(auth_time);
    const id = await this.records.findPerson(accountId, signedInAt ?? tokenIssuedAt);
    const actor = { id, accountId, role, tokenIssuedAt, signedInAt };
    if (await this.records.isRevoked(actor)) throw tokenRevoked();
    return actor;
  }
}

function toTimestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
