import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { currentContext } from '../core/context/request-context.js';
import { Forbidden } from '../core/errors/errors.js';
import { ALLOWED_WITHOUT_MFA, IS_PUBLIC, REQUIRED_PERMISSION } from './access.decorators.js';
import type { Actor } from './actor.js';
import { Authenticator } from './authenticator.js';
import type { Permission } from './permissions.js';
import { SignIns } from './sign-ins.js';
import { StaffMfa } from './staff-mfa.js';

/** Runs before every route, and before a body is read. Denies a route that has neither `@Allow` nor `@Public`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly staffMfa: StaffMfa,
    private readonly signIns: SignIns,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.get<boolean | undefined>(IS_PUBLIC, context.getHandler())) return true;
    const request = context.switchToHttp().getRequest<Request & { user: Actor }>();
    request.user = await this.authenticator.authenticate(request);
    if (!this.reflector.get<boolean | undefined>(ALLOWED_WITHOUT_MFA, context.getHandler())) await this.staffMfa.assert(request.user);

    const required = this.reflector.get<Permission | undefined>(REQUIRED_PERMISSION, context.getHandler());
    if (!required?.[request.user.role]) throw new Forbidden();
    currentContext()!.beforeAnswer = () => this.signIns.note(request.user);
    return true;
  }
}
