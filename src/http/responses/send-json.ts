import { hash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { sendCompressed } from './compression.js';

/**
 * Sends a body with an ETag: `"<version>.<hash of the body>"` if it has a version, so that clients can send it back in `If-Match`. Express answers 304
 * if `If-None-Match` names the tag.
 */
export function sendJson(response: Response, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const digest = hash('sha256', bytes, 'base64url').slice(0, 16);
  const { version } = body as { version?: unknown };
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('ETag', typeof version === 'number' ? `"${version}.${digest}"` : `W/"${digest}"`);
  sendCompressed(response, bytes);
}

/** Lets `If-None-Match` decide alone. `fetch` adds `Cache-Control: no-cache` to it, for which Express would answer in full. */
export function honourIfNoneMatch(request: Request, _response: Response, next: NextFunction): void {
  if (request.headers['if-none-match'] !== undefined) delete request.headers['cache-control'];
  next();
}
