/** A request for at most `limit` items after the position `after`, which only the engine understands. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
}

/** One page of a list. `next` is where the next page starts; absent on the last one. A page may be short, even empty, and not be the last. */
export class Page<T> {
  constructor(
    readonly items: T[],
    readonly next?: string,
  ) {}

  map<U>(convert: (item: T) => U): Page<U> {
    return new Page(this.items.map(convert), this.next);
  }
}

/** The page size for callers that read a whole list. */
const PAGE_SIZE = 100;

/** All items of a list, page by page. */
export async function collectAll<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const page = await list({ limit: PAGE_SIZE, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}
