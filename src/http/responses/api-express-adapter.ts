import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';
import { Page } from '../../core/paging/page.js';
import type { CursorCipherSource } from '../paging/cursor-cipher.js';
import { currentContext } from '../../core/context/request-context.js';
import { sendJson } from './send-json.js';
import { sendPage } from './send-page.js';

/** Express with this API's way of answering. */
export class ApiExpressAdapter extends ExpressAdapter {
  /** Set once the modules exist, which need the adapter first. */
  cursorCiphers!: CursorCipherSource;

  /** Sends what a route returns. An interceptor could do this, but without one Nest calls routes without RxJS. */
  override reply(response: Response, body: unknown, status?: number): unknown {
    if (currentContext()?.noStore) setNoStore(response);
    if (status !== undefined) response.status(status);
    if (body instanceof Page) return sendPage(response, body, this.cursorCiphers);
    return isJson(body) ? sendJson(response, body) : super.reply(response, body);
  }

  /** Answers problems also outside the prefix of the API, where the adapter of Nest would send an HTML page. */
  override setNotFoundHandler(...[handler, ...where]: Parameters<ExpressAdapter['setNotFoundHandler']>): void {
    super.setNotFoundHandler(handler, ...where);
    this.use(handler);
  }

  /** Nest would compile each path once more here, to find paths in the syntax of an older Express. */
  override normalizePath(path: string): string {
    return path;
  }
}

/** Keeps an answer out of every cache. It never equals an earlier one, so there is no 304 either. */
function setNoStore(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  delete response.req.headers['if-none-match'];
}

function isJson(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !(body instanceof StreamableFile);
}
