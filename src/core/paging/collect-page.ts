import { Page, type PageRequest } from './page.js';

/** How much is read at once, and how often. */
export interface ReadLimits {
  readonly itemsAtOnce: number;
  readonly reads: number;
}

/**
 * Reads one large page as several small ones, one after another. It is short if the list leaves so much out that it takes more than `reads`; then it has
 * the position to continue.
 */
export async function collectPage<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  { limit, after, ...order }: PageRequest,
  { itemsAtOnce, reads }: ReadLimits,
): Promise<Page<T>> {
  const items: T[] = [];
  let next = after;
  for (let read = 0; read < reads; read += 1) {
    const page = await list({ ...order, limit: Math.min(itemsAtOnce, limit - items.length), after: next });
    items.push(...page.items);
    next = page.next;
    if (next === undefined || items.length === limit) break;
  }
  return new Page(items, next);
}
