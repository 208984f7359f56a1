import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { Request } from 'express';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { fieldPath, unknownProperty } from '../../core/text/field-path.js';

/** Rejects what Nest would silently ignore: unexpected query parameters and bodies, a badly encoded query, and a PATCH without changes. */
@Injectable()
export class StrictRequestGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    assertEncoded(request.originalUrl);
    if (!takes(RouteParamtypes.QUERY, context)) assertEmpty(request.query);
    if (!takes(RouteParamtypes.BODY, context)) assertEmpty(request.body);
    else if (request.method === 'PATCH') assertChangesSomething(request.body);
    return true;
  }
}

/** Whether the handler has a parameter of this kind. */
export function takes(kind: RouteParamtypes, context: ExecutionContext): boolean {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ?? {}) as object;
  return Object.keys(args).some((name) => name.startsWith(`${kind}:`));
}

function assertEncoded(url: string): void {
  try {
    decodeURIComponent(url.slice(url.indexOf('?') + 1));
  } catch {
    throw ValidationFailed.of(fieldError('query', 'malformed.encoding'));
  }
}

function assertEmpty(input: unknown): void {
  if (Array.isArray(input)) throw unexpectedBody();
  const [name] = Object.keys(input ?? {});
  if (name !== undefined) throw ValidationFailed.of(unknownProperty(fieldPath(name)));
}

export function unexpectedBody(): ValidationFailed {
  return ValidationFailed.of(fieldError('body', 'unexpected'));
}

function assertChangesSomething(body: unknown): void {
  if (Object.keys(body ?? {}).length > 0) return;
  throw ValidationFailed.of(fieldError('body', 'nothing_to_change'));
}
