import type { NextFunction, Request, Response } from 'express';
import { hash } from 'node:crypto';
import { currentContext } from '../../core/context/request-context.js';
import type { Page } from '../../core/paging/page.js';
import type { CursorCipherSource } from '../paging/cursor-cipher.js';
import { sendCompressed } from './compression.js';

/**
 * Sends a body, with an ETag if a client can send it back: `"<version>.<hash of the body>"` for `If-Match` if the body has a version, and a weak one for
 * `If-None-Match` if the request reads what a cache may store. Express answers 304 if `If-None-Match` names the ETag.
 */
export function sendJson(response: Response, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const { version } = body as { version?: unknown };
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (typeof version === 'number') response.setHeader('ETag', `"${version}.${digestOf(bytes)}"`);
  else if (isReading(response.req) && !isNoStore(response)) response.setHeader('ETag', `W/"${digestOf(bytes)}"`);
  // `*` would match an answer without an ETag, too.
  if (isNoStore(response)) delete response.req.headers['if-none-match'];
  sendCompressed(response, bytes);
}

function digestOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'base64url').slice(0, 16);
}

/** Whether no cache may store the answer. */
function isNoStore(response: Response): boolean {
  return response.getHeader('Cache-Control') === 'no-store';
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Sends a page as `{items, nextCursor}` with a `Link` to the next page. @throws Unavailable if the cursor cannot be encrypted */
export async function sendPage(response: Response, { items, next }: Page<unknown>, ciphers: CursorCipherSource): Promise<void> {
  const nextCursor = next === undefined ? null : await linkNext(response, next, ciphers);
  sendJson(response, { items, nextCursor });
}

/** Adds a `Link` to what follows the position `next`. @returns the cursor @throws Unavailable if the cursor cannot be encrypted */
export async function linkNext(response: Response, next: string, ciphers: CursorCipherSource): Promise<string> {
  const cursor = (await ciphers.get()).encrypt(next, currentContext()!.cursorBinding!);
  response.setHeader('Link', `<${linkTo(response.req, cursor)}>; rel="next"`);
  return cursor;
}

/** Makes a link relative to the host, because a proxy can have another host name. */
function linkTo(request: Request, cursor: string): string {
  const query = new URLSearchParams(request.originalUrl.split('?')[1]);
  query.set('cursor', cursor);
  return `${request.path}?${query.toString()}`;
}

/** Lets only `If-None-Match` decide. `fetch` adds `Cache-Control: no-cache` to it, and Express would then never answer 304. */
export function honourIfNoneMatch(request: Request, _response: Response, next: NextFunction): void {
  if (request.headers['if-none-match'] !== undefined) delete request.headers['cache-control'];
  next();
}
