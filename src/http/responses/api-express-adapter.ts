import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';
import { Page } from '../../core/paging/page.js';
import type { CursorCipherSource } from '../paging/cursor-cipher.js';
import { currentContext } from '../../core/context/request-context.js';
import { setNoStore } from '../middleware/response-headers.middleware.js';
import { sendJson } from './send-json.js';
import { sendPage } from './send-page.js';

/** Express, with what is ours about each answer. */
export class ApiExpressAdapter extends ExpressAdapter {
  /** Set once the modules exist, which need the adapter first. */
  cursorCiphers!: CursorCipherSource;

  /** What a route answers. An interceptor could do this, too; but while there is none Nest calls a route as it is, without RxJS around it. */
  override reply(response: Response, body: unknown, status?: number): unknown {
    if (currentContext()?.noStore) setNoStore(response);
    if (status !== undefined) response.status(status);
    if (body instanceof Page) return sendPage(response, body, this.cursorCiphers);
    return isJson(body) ? sendJson(response, body) : super.reply(response, body);
  }

  /** Our answer also for what is not under the prefix of the API. By itself Nest's adapter would send a page there. */
  override setNotFoundHandler(...[handler, ...where]: Parameters<ExpressAdapter['setNotFoundHandler']>): void {
    super.setNotFoundHandler(handler, ...where);
    this.use(handler);
  }

  /** Nest would compile each path here once more than Express does, to find those that were written for an older one. */
  override normalizePath(path: string): string {
    return path;
  }
}

function isJson(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !(body instanceof StreamableFile);
}
