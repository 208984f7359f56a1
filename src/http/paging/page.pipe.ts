import { Injectable, type PipeTransform } from '@nestjs/common';
import { currentContext } from '../../core/context/request-context.js';
import type { PageRequest } from '../../core/paging/page.js';
import { CursorCipherSource } from './cursor-cipher.js';

export const DEFAULT_LIMIT = 25;

/** What the pipe adds to a query. It exists as a type only, so that validation refuses a parameter of this name. */
export abstract class WithPage {
  declare readonly page: PageRequest;
  abstract readonly limit?: number;
  abstract readonly cursor?: string;
}

/** Turns `limit` and `cursor` of a validated query into `page`: `@Query(PagePipe) { page }: PageQuery`. */
@Injectable()
export class PagePipe implements PipeTransform<WithPage, Promise<WithPage>> {
  constructor(private readonly ciphers: CursorCipherSource) {}

  /** @throws InvalidCursor */
  async transform({ limit = DEFAULT_LIMIT, cursor, ...filters }: WithPage): Promise<WithPage> {
    const binding = bindCursors(filters);
    const after = cursor === undefined ? undefined : (await this.ciphers.get()).decrypt(cursor, binding);
    return { ...filters, limit, cursor, page: { limit, after } };
  }
}

/**
 * A cursor is valid for the list that it came from only: same path, same filters, same caller in the same role. The response binds the next cursor
 * alike.
 */
function bindCursors(filters: object): string {
  const context = currentContext()!;
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return (context.cursorBinding = JSON.stringify([context.path, given.sort(), context.actor]));
}
