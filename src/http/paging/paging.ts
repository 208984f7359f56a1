import { createParamDecorator, SetMetadata, type ExecutionContext, type Type } from '@nestjs/common';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Application, Request, Response } from 'express';
import type { CursorCipher } from './cursor-cipher.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { sendJson } from '../responses/send-json.js';
import { Optional, QueryInteger } from '../validation/validators.js';

export const DEFAULT_LIMIT = 25;
export const PAGED_ITEM = 'paging:item';

/** What every list can be asked for. Lists with filters extend it. */
export class PageQuery {
  /**
   * How many items at the most.
   * @default 25
   */
  @Optional()
  @QueryInteger()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;

  /** Where to go on: the `nextCursor` of the page before. */
  @Optional()
  @IsString()
  @MaxLength(4096)
  cursor?: string;
}

/** Lets the lists of an app seal their cursors. The seal is asked for when it is needed: its key may be a secret that is still being read. */
export function sealCursorsWith(app: Application, seal: () => Promise<CursorCipher>): void {
  app.locals.cursorSeal = seal;
}

function sealOf(request: Request): Promise<CursorCipher> {
  return (request.app.locals.cursorSeal as () => Promise<CursorCipher>)();
}

/** A cursor is good for the list it came from: same route, same filters, same caller in the same role. */
function bindingOf(request: Request): string {
  const { limit: _limit, cursor: _cursor, ...filters } = request.query;
  return JSON.stringify([request.path, Object.entries(filters).sort(), request.user]);
}

/** The page asked for, its cursor opened. @throws InvalidCursor */
export const Paging = createParamDecorator(async (_data: unknown, context: ExecutionContext): Promise<PageRequest> => {
  const request = context.switchToHttp().getRequest<Request>();
  const { limit, cursor } = request.query;
  return {
    limit: limit === undefined ? DEFAULT_LIMIT : Number(limit),
    after: typeof cursor === 'string' ? (await sealOf(request)).decrypt(cursor, bindingOf(request)) : undefined,
  };
});

/** Sends a page as `{items, nextCursor}` with a `Link` to the next one. */
export async function sendPage(response: Response, { items, next }: Page<unknown>): Promise<void> {
  const request = response.req;
  const nextCursor = next === undefined ? null : (await sealOf(request)).encrypt(next, bindingOf(request));
  if (nextCursor) response.setHeader('Link', `<${linkTo(request, nextCursor)}>; rel="next"`);
  sendJson(response, { items, nextCursor });
}

/** Relative to the host: the host we see need not be the host that was asked. */
function linkTo(request: Request, cursor: string): string {
  const query = new URLSearchParams(request.originalUrl.split('?')[1]);
  query.set('cursor', cursor);
  return `${request.path}?${query.toString()}`;
}

/** Marks a route that answers with pages of `item`. */
export const Paged = (item: Type): MethodDecorator => SetMetadata(PAGED_ITEM, item);
