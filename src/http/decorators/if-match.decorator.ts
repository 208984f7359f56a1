import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { PreconditionRequired, StaleVersion, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';

/** @throws PreconditionRequired; ValidationFailed unless the header is one ETag; StaleVersion for an ETag that this API never sends */
export function versionFromIfMatch(_data: unknown, context: ExecutionContext): number {
  const header = context.switchToHttp().getRequest<Request>().headers['if-match'];
  if (!header || header === '*') throw new PreconditionRequired();
  if (!/^(?:W\/)?"[^"]*"$/.test(header)) {
    throw ValidationFailed.of(fieldError('If-Match', 'malformed.etag'));
  }
  // A compressing proxy makes the ETag weak, but its version stays correct.
  const version = /^(?:W\/)?"(\d{1,15})\.[\w-]+"$/.exec(header)?.[1];
  if (!version) throw new StaleVersion();
  return Number(version);
}

/** The version that a change is based on, from `If-Match`. */
export const IfMatch = createParamDecorator(versionFromIfMatch);
