import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor, Role } from './actor.js';

export const ALLOWED_ROLES = 'auth:allowed-roles';
export const IS_PUBLIC = 'auth:public';

/** Opens a route to the roles named, and to nobody else. */
export const Allow = (...roles: [Role, ...Role[]]): MethodDecorator => SetMetadata(ALLOWED_ROLES, roles);

/** Opens a route to everybody, signed in or not. */
export const Public = (): MethodDecorator => SetMetadata(IS_PUBLIC, true);

/** The person who asks. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  return context.switchToHttp().getRequest<Request & { user: Actor }>().user;
});
