import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from './actor.js';
import type { Permission } from './permissions.js';

export const REQUIRED_PERMISSION = 'auth:required-permission';
export const IS_PUBLIC = 'auth:public';
export const ALLOWED_WITHOUT_MFA = 'auth:allowed-without-mfa';

/** Opens a route to the roles that have a permission. */
export const Allow = (permission: Permission): MethodDecorator => SetMetadata(REQUIRED_PERMISSION, permission);

/** Opens a route to every caller, signed in or not. */
export const Public = (): MethodDecorator => SetMetadata(IS_PUBLIC, true);

/** Opens a route with `@Allow` also to staff who have not set up the second factor that their school requires. Every other route is closed to them. */
export const AllowWithoutMfa = (): MethodDecorator => SetMetadata(ALLOWED_WITHOUT_MFA, true);

/** The caller. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  return context.switchToHttp().getRequest<Request & { user: Actor }>().user;
});
