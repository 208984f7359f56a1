import type { Request, Response } from 'express';
import { currentContext } from '../../core/context/request-context.js';
import type { Page } from '../../core/paging/page.js';
import type { CursorCipherSource } from '../paging/cursor-cipher.js';
import { sendJson } from './send-json.js';

/** Sends a page as `{items, nextCursor}` with a `Link` to the next one. */
export async function sendPage(response: Response, { items, next }: Page<unknown>, ciphers: CursorCipherSource): Promise<void> {
  const nextCursor = next === undefined ? null : (await ciphers.get()).encrypt(next, currentContext()!.cursorBinding!);
  if (nextCursor) response.setHeader('Link', `<${linkTo(response.req, nextCursor)}>; rel="next"`);
  sendJson(response, { items, nextCursor });
}

/** Relative to the host, because a proxy may have been called under another name. */
function linkTo(request: Request, cursor: string): string {
  const query = new URLSearchParams(request.originalUrl.split('?')[1]);
  query.set('cursor', cursor);
  return `${request.path}?${query.toString()}`;
}
