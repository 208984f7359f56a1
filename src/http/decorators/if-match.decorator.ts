import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { PreconditionRequired, StaleVersion, ValidationFailed } from '../../core/errors/errors.js';

/** @throws PreconditionRequired, ValidationFailed for what is not one tag, StaleVersion for a tag that no answer of ours carried */
export function versionFromIfMatch(_data: unknown, context: ExecutionContext): number {
  const header = context.switchToHttp().getRequest<Request>().headers['if-match'];
  if (!header || header === '*') throw new PreconditionRequired();
  if (!/^(?:W\/)?"[^"]*"$/.test(header)) {
    throw ValidationFailed.of({ field: 'If-Match', code: 'malformed', message: 'must be one ETag, including its quotes.' });
  }
  // A proxy that compresses weakens the tag, and changes nothing of what it says.
  const version = /^(?:W\/)?"(\d{1,15})\.[\w-]+"$/.exec(header)?.[1];
  if (!version) throw new StaleVersion();
  return Number(version);
}

/** The version that a change is based on, from `If-Match`. */
export const IfMatch = createParamDecorator(versionFromIfMatch);

/** Lets `If-None-Match` decide: `fetch` adds a `no-cache` to it, by which Express would answer in full. */
export function honourIfNoneMatch(request: Request, _response: Response, next: NextFunction): void {
  if (request.headers['if-none-match'] !== undefined) delete request.headers['cache-control'];
  next();
}
