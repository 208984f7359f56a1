import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Actor } from '../../auth/actor.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { requestPath } from '../routes.js';

const HEADER = 'Idempotency-Key';
const VISIBLE_ASCII = /^[\x21-\x7e]{1,128}$/;

/** A request with an `Idempotency-Key`. */
export interface IdempotentRequest {
  readonly userId: string;
  readonly key: string;
  /** Method and path, e.g. `POST /api/v1/terms`. */
  readonly route: string;
}

/** The request, if it has an `Idempotency-Key`. @throws ValidationFailed for an invalid key */
export function idempotentRequest(_data: unknown, context: ExecutionContext): IdempotentRequest | undefined {
  const request = context.switchToHttp().getRequest<Request & { user: Actor }>();
  const key = request.header(HEADER);
  if (key === undefined) return undefined;
  if (!VISIBLE_ASCII.test(key)) {
    throw ValidationFailed.of(fieldError(HEADER, 'malformed.idempotency_key'));
  }
  return { userId: request.user.id, key, route: `${request.method} ${requestPath(request)}` };
}
