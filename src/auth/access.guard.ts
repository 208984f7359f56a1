import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { currentContext } from '../core/context/request-context.js';
import { DomainError } from '../core/errors/domain-error.js';
import { Forbidden, NotAuthenticated } from '../core/errors/errors.js';
import { IS_PUBLIC, REQUIRED_PERMISSION } from './access.decorators.js';
import type { Actor } from './actor.js';
import { JwtStrategy } from './jwt.strategy.js';
import { hasPermission, type Permission } from './permissions.js';

/** Runs before every route. Denies a route that has neither `@Allow` nor `@Public`. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: JwtStrategy,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(IS_PUBLIC, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Request & { user: Actor }>();
    const verified = await this.strategy.findVerified(request);
    if (verified) request.user = this.handleRequest<Actor>(undefined, verified, undefined);
    else await super.canActivate(context);

    const required = this.reflector.get<Permission | undefined>(REQUIRED_PERMISSION, context.getHandler());
    if (required === undefined || !hasPermission(request.user.role, required)) throw new Forbidden();
    return true;
  }

  override handleRequest<User = Actor>(error: unknown, user: User | false, info: unknown): User {
    // Passport passes the error of its strategy as `info`.
    for (const cause of [error, info]) if (cause instanceof DomainError) throw cause;
    if (error) throw error as Error;
    if (!user)
      throw new NotAuthenticated(
        info instanceof Error && info.message === 'jwt expired' ? 'The access token has expired. Get a new one.' : undefined,
      );
    const context = currentContext();
    if (context) context.actor = user as unknown as Actor;
    return user;
  }
}
