import { Injectable, type PipeTransform } from '@nestjs/common';
import { currentContext } from '../../core/context/request-context.js';
import type { PageRequest } from '../../core/paging/page.js';
import { CursorCipherSource } from './cursor-cipher.js';

/** The `page` that the pipe adds to a query. It exists only as a type, so that validation rejects a parameter of this name. */
export abstract class WithPage {
  declare readonly page: PageRequest;
  abstract readonly limit?: number;
  abstract readonly cursor?: string;
}

/** Converts `limit`, `cursor` and `sort` of a validated query to `page`: `@Query(PagePipe) { page }: PageQuery`. */
@Injectable()
export class PagePipe implements PipeTransform<WithPage & { readonly sort?: string }, Promise<WithPage>> {
  constructor(private readonly ciphers: CursorCipherSource) {}

  /** @throws InvalidCursor */
  async transform({ limit = 25, cursor, ...filters }: WithPage & { readonly sort?: string }): Promise<WithPage> {
    const binding = bindCursors(filters);
    const after = cursor === undefined ? undefined : (await this.ciphers.get()).decrypt(cursor, binding);
    return { ...filters, limit, cursor, page: { limit, after, descending: filters.sort?.startsWith('-') } };
  }
}

/**
 * A cursor is valid only for the same path, filters, caller and role. The response binds the next cursor in the same way.
 */
function bindCursors(filters: object): string {
  const context = currentContext()!;
  const used = Object.entries(filters).filter(([, value]) => value !== undefined);
  return (context.cursorBinding = JSON.stringify([context.path, used.sort(), context.actor]));
}
