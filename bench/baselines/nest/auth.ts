import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable, Module, UnauthorizedException } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
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

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  private readonly clientId: string;

  constructor(config: ConfigService) {
    const issuer = `https://cognito-idp.${config.get('AWS_REGION')}.amazonaws.com/${config.get('COGNITO_USER_POOL_ID')}`;
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: passportJwtSecret({ cache: true, rateLimit: true, jwksUri: `${issuer}/.well-known/jwks.json` }),
      issuer,
      algorithms: ['RS256'],
    });
    this.clientId = config.getOrThrow('COGNITO_CLIENT_ID');
  }

  validate({ sub, token_use, client_id, 'cognito:groups': groups = [] }: Claims): Actor {
    if (token_use !== 'access' || client_id !== this.clientId) throw new UnauthorizedException();
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
