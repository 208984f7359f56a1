/** Requests at most `limit` items after the position `after`, which only the engine understands. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
  /** In the reverse of the order of the list. Absent if the caller does not ask for an order. */
  readonly descending?: boolean;
}

/** One page of a list. `next` is the position of the next page, absent on the last one. A page can be short or empty without being the last. */
export class Page<T> {
  constructor(
    readonly items: T[],
    readonly next?: string,
  ) {}

  map<U>(convert: (item: T) => U): Page<U> {
    return new Page(this.items.map(convert), this.next);
  }
}

export interface ReadOptions {
  /** Includes every completed write. Use it for what a change is based on. Other reads can lag behind. */
  readonly consistent?: boolean;
}

/** Reads all items of a list, page by page. */
export async function collectAll<T>(list: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const page = await list({ limit: 100, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}
