import { Page, type PageRequest } from '../../../core/paging/page.js';
import type { Item } from '../schema/item.js';
import type { TableName } from '../schema/tables.js';
import type { Database } from './database.js';
import type { Range } from './range.js';

/**
 * Reads one page of several ranges, merged by their sort key `by`. Its values must be unique, and none may begin with another. All ranges are read at
 * once. The position of the next page is the last value of the page.
 * @param readAtMost the number of items to read of each range, of which its filter leaves some out
 */
export async function mergedPage(
  database: Database,
  table: TableName,
  by: string,
  ranges: readonly Range[],
  page: PageRequest,
  readAtMost = page.limit,
): Promise<Page<Item>> {
  const { after, descending = false } = page;
  // A space sorts directly behind the value, and no other value begins with it. Directly before it there is no string, so the value is read again.
  const rest = descending ? { to: after } : { from: after === undefined ? undefined : `${after} ` };
  const limit = descending && after !== undefined ? readAtMost + 1 : readAtMost;
  const pages = await Promise.all(ranges.map((range) => database.page(table, { ...range, ...rest }, { limit, descending })));

  // Each range is known up to its position only. Behind the first position, an unread range could still have items in between.
  const inOrder = (one: string, other: string) => (descending ? -1 : 1) * compareBytes(one, other);
  const readTo = pages.flatMap(({ next }) => (next === undefined ? [] : [(JSON.parse(next) as Record<string, string>)[by]!])).sort(inOrder);
  const bound = readTo[0];
  const valueOf = (item: Item) => item[by] as string;
  const items = pages
    .flatMap(({ items }) => items)
    .filter((item) => valueOf(item) !== after && (bound === undefined || inOrder(valueOf(item), bound) <= 0))
    .sort((one, other) => inOrder(valueOf(one), valueOf(other)));
  if (items.length <= page.limit) return new Page(items, bound);
  const pageItems = items.slice(0, page.limit);
  return new Page(pageItems, valueOf(pageItems.at(-1)!));
}

/** DynamoDB orders strings by UTF-8 bytes. JavaScript orders characters beyond U+FFFF differently. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
