import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Response } from 'express';
import { currentContext } from '../../core/context/request-context.js';
import { Page } from '../../core/paging/page.js';
import type { CursorCipherSource } from '../paging/cursor-cipher.js';
import { FileDownload } from '../spreadsheets/file-download.js';
import { linkNext, sendJson, sendPage } from './send-json.js';

/** Express with the responses of this API: pages, ETags, compression. */
export class ApiExpressAdapter extends ExpressAdapter {
  /** Set after the modules exist, because they need the adapter first. */
  cursorCiphers!: CursorCipherSource;

  /** Sends the result of a route. With an interceptor instead, Nest would run every route through RxJS. */
  override reply(response: Response, body: unknown, status?: number): unknown {
    const context = currentContext();
    context?.beforeAnswer?.();
    if (context?.noStore) response.setHeader('Cache-Control', 'no-store');
    if (status !== undefined) response.status(status);
    if (body instanceof Page) return sendPage(response, body, this.cursorCiphers);
    if (body instanceof FileDownload && body.next !== undefined) return this.sendFile(response, body, body.next);
    const isJson = typeof body === 'object' && body !== null && !(body instanceof StreamableFile);
    return isJson ? sendJson(response, body) : super.reply(response, body);
  }

  private async sendFile(response: Response, file: FileDownload, next: string): Promise<void> {
    await linkNext(response, next, this.cursorCiphers);
    super.reply(response, file);
  }

  /** Sends problem documents outside the API prefix too, where the adapter of Nest would send an HTML page. */
  override setNotFoundHandler(...[handler, ...where]: Parameters<ExpressAdapter['setNotFoundHandler']>): void {
    super.setNotFoundHandler(handler, ...where);
    this.use(handler);
  }

  /** Skips a check of Nest for paths in the syntax of an older Express, which would compile each path once more. */
  override normalizePath(path: string): string {
    return path;
  }
}
