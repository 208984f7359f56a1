import { hash } from 'node:crypto';
import { createParamDecorator, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { tap, type Observable } from 'rxjs';
import { PreconditionRequired, StaleVersion, ValidationFailed } from './errors.js';
import { currentContext } from './request-context.js';

/** @throws PreconditionRequired, ValidationFailed for what is not one tag, StaleVersion for a tag that no answer of ours carried */
export function versionFromIfMatch(_data: unknown, context: ExecutionContext): number {
  const header = context.switchToHttp().getRequest<Request>().headers['if-match'];
  if (!header || header === '*') throw new PreconditionRequired();
  if (!/^(?:W\/)?"[^"]*"$/.test(header)) {
    throw ValidationFailed.of({ field: 'If-Match', code: 'malformed', message: 'must be one ETag, with its quotes.' });
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

/**
 * Gives every answer that carries a `version` the ETag `"<version>.<hash of the body>"`. One that is never to be stored is never the one that was
 * there before, either.
 */
@Injectable()
export class ETagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      tap((body: unknown) => {
        if (currentContext()?.answerIsNeverStored) {
          response.setHeader('Cache-Control', 'no-store');
          delete request.headers['if-none-match'];
        }
        if (isVersioned(body)) response.setHeader('ETag', `"${body.version}.${hashOf(body)}"`);
      }),
    );
  }
}

function isVersioned(body: unknown): body is { version: number } {
  return typeof body === 'object' && body !== null && typeof (body as { version?: unknown }).version === 'number';
}

function hashOf(body: object): string {
  return hash('sha256', JSON.stringify(body), 'base64url').slice(0, 16);
}
