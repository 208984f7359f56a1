import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Clock } from '../common/clock.js';
import { Config } from '../config.js';
import { Forbidden, NotAuthenticated } from '../common/errors.js';
import { roleOf, type Actor } from './actor.js';
import { Revocations } from './revocations.js';
import { SigningKeys } from './signing-keys.js';

/** The claims of an access token of Amazon Cognito that the app reads. */
interface AccessTokenClaims {
  sub: string;
  iat: number;
  token_use: string;
  client_id: string;
  'cognito:groups'?: string[];
}

/** Verifies access tokens of the user pool. The pool's keys are fetched when the first token comes, and kept. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly config: Config,
    private readonly revocations: Revocations,
    clock: Clock,
  ) {
    const keys = new SigningKeys(`${config.issuer}/.well-known/jwks.json`, () => clock.now().getTime());
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['RS256'],
      issuer: config.issuer,
      secretOrKeyProvider: (_request, token: string, done) => {
        const kid = keyIdOf(token);
        if (kid === undefined) return done(new NotAuthenticated());
        keys.find(kid).then(
          (key) => (key ? done(null, key as never) : done(new NotAuthenticated())),
          (error: unknown) => done(error),
        );
      },
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

/** The id of the key that a token says it is signed with; undefined for what is no token. */
function keyIdOf(token: string): string | undefined {
  try {
    const { kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid?: unknown };
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}
