import type { Item } from '../schema/item.js';
import { Page, type PageRequest } from '../../../core/paging/page.js';
import type { Database } from './database.js';
import type { Range } from './range.js';
import type { TableName } from '../schema/tables.js';

/**
 * One page of several ranges, merged by their sort key `by`, whose values are unique and none of which begins with another. All ranges are read
 * together; a position is the value that the page went up to.
 */
export async function mergedPage(
  database: Database,
  table: TableName,
  by: string,
  ranges: readonly Range[],
  page: PageRequest,
): Promise<Page<Item>> {
  // Right behind a value come those that it begins, and there are none.
  const from = page.after === undefined ? undefined : `${page.after} `;
  const pages = await Promise.all(ranges.map((range) => database.page(table, { ...range, from }, { limit: page.limit })));

  // A range that goes on is known only as far as it was read: nothing behind that point of any range can be in order yet.
  const readTo = pages
    .flatMap(({ next }) => (next === undefined ? [] : [(JSON.parse(next) as Record<string, string>)[by]!]))
    .sort(bytewise);
  const bound = readTo[0];
  if (pages.length === 1) return new Page(pages[0]!.items, bound);
  const valueOf = (item: Item) => item[by] as string;
  const items = pages
    .flatMap(({ items }) => items)
    .filter((item) => bound === undefined || bytewise(valueOf(item), bound) <= 0)
    .sort((one, other) => bytewise(valueOf(one), valueOf(other)));
  if (items.length <= page.limit) return new Page(items, bound);
  const shown = items.slice(0, page.limit);
  return new Page(shown, valueOf(shown.at(-1)!));
}

/** The order of DynamoDB, which is not that of JavaScript beyond the basic plane. */
function bytewise(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
