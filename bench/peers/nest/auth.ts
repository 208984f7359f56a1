import { createParamDecorator, Injectable, Module, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';

export interface Actor {
  id: string;
  groups: string[];
}

interface Claims {
  sub: string;
  token_use: string;
  client_id: string;
  'cognito:groups'?: string[];
}

const { AWS_REGION, COGNITO_USER_POOL_ID, COGNITO_CLIENT_ID } = process.env;
const ISSUER = `https://cognito-idp.${AWS_REGION}.amazonaws.com/${COGNITO_USER_POOL_ID}`;

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: passportJwtSecret({ cache: true, rateLimit: true, jwksUri: `${ISSUER}/.well-known/jwks.json` }),
      issuer: ISSUER,
      algorithms: ['RS256'],
    });
  }

  validate({ sub, token_use, client_id, 'cognito:groups': groups = [] }: Claims): Actor {
    if (token_use !== 'access' || client_id !== COGNITO_CLIENT_ID) throw new UnauthorizedException();
    return { id: sub, groups };
  }
}

export const JwtAuthGuard = AuthGuard('jwt');

export const Groups = Reflector.createDecorator<string[]>();

@Injectable()
export class GroupsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const groups = this.reflector.get(Groups, context.getHandler());
    return !groups || groups.some((group) => actorOf(context).groups.includes(group));
  }
}

export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext) => actorOf(context));

function actorOf(context: ExecutionContext): Actor {
  return context.switchToHttp().getRequest<{ user: Actor }>().user;
}

@Module({ imports: [PassportModule], providers: [JwtStrategy] })
export class AuthModule {}
