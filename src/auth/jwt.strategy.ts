import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret, SigningKeyNotFoundError } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Config } from '../config.js';
import { Forbidden, NotAuthenticated, Unavailable } from '../common/errors.js';
import { roleOf, type Actor } from './actor.js';
import { Revocations } from './revocations.js';

/** The claims of an access token of Amazon Cognito that the app reads. */
interface AccessTokenClaims {
  sub: string;
  iat: number;
  token_use: string;
  client_id: string;
  'cognito:groups'?: string[];
}

const KEYS_KEPT_MS = 10 * 60 * 60 * 1000;
const KEY_REQUEST_TIMEOUT_MS = 5_000;
const KEY_REQUESTS_PER_MINUTE = 10;

/** Verifies access tokens of the user pool. The pool's keys are fetched when the first token comes, and kept. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly config: Config,
    private readonly revocations: Revocations,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['RS256'],
      issuer: config.issuer,
      secretOrKeyProvider: passportJwtSecret({
        jwksUri: `${config.issuer}/.well-known/jwks.json`,
        cache: true,
        cacheMaxAge: KEYS_KEPT_MS,
        timeout: KEY_REQUEST_TIMEOUT_MS,
        rateLimit: true,
        jwksRequestsPerMinute: KEY_REQUESTS_PER_MINUTE,
        handleSigningKeyError: (error, done) => {
          if (error instanceof SigningKeyNotFoundError) return done(null);
          return done(new Unavailable('The keys of the user pool cannot be read now.'));
        },
      }),
    });
  }

  /** @throws NotAuthenticated for a token that is genuine but not an access token of this app, or revoked; Forbidden without exactly one role */
  async validate(claims: AccessTokenClaims): Promise<Actor> {
    if (claims.token_use !== 'access' || claims.client_id !== this.config.userPoolClientId) {
      throw new NotAuthenticated('The token is not an access token of this app.');
    }
    const role = roleOf(claims['cognito:groups'] ?? []);
    if (!role) throw new Forbidden('The token does not carry exactly one role.');
    if (await this.revocations.covers(claims.sub, claims.iat)) throw new NotAuthenticated('The access token was revoked; sign in again.');
    return { id: claims.sub, role };
  }
}
