import { Page } from '../../core/paging/page.js';
import type { Notification } from '../../effects/notification.js';

/** Some of a list that is ordered by descending id: all there is with an id from `from` on. `from` is 0 where the list was read to its end. */
export interface PartialList<T> {
  readonly items: readonly T[];
  readonly from: number;
}

/** What somebody has read: everything up to a mark, and single ones beyond it. */
export interface ReadMarks {
  /** An id; 0 for none. */
  readonly upTo: number;
  /** Ids. */
  readonly beyond: PartialList<number>;
}

export interface InboxEntry extends Notification {
  readonly read: boolean;
}

/** How many somebody has not read, as far as was counted. */
export interface UnreadCount {
  readonly count: number;
  /** Whether there are more. */
  readonly more: boolean;
}

/** What of an inbox is asked for. */
export interface InboxQuery {
  readonly limit: number;
  /** Only ids below this one. */
  readonly before?: number;
  /** Only what was not read. */
  readonly unread: boolean;
}

/** Merges feeds into one page, newest first. Its position is an id: the next page has what is below it. */
export function mergeFeeds(feeds: readonly PartialList<Notification>[], { upTo, beyond }: ReadMarks, query: InboxQuery): Page<InboxEntry> {
  // A list that goes on is known only as far as it was read: nothing beyond that point of any list can be in order yet.
  const from = Math.max(beyond.from, ...feeds.map((feed) => feed.from));
  const read = new Set(beyond.items);
  const entries = feeds
    .flatMap(({ items }) => items)
    .filter(({ id }) => id >= from)
    .map((notification) => ({ ...notification, read: notification.id <= upTo || read.has(notification.id) }))
    .filter((entry) => !query.unread || !entry.read)
    .sort((one, other) => other.id - one.id);
  if (entries.length <= query.limit) return new Page(entries, from > 0 ? String(from) : undefined);
  const shown = entries.slice(0, query.limit);
  return new Page(shown, String(shown.at(-1)!.id));
}
