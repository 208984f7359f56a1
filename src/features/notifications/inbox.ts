import { Page } from '../../core/paging/page.js';
import type { Notification } from '../../effects/notification.js';

/** The part of a list with ids of at least `from`, in descending order. `from` is 0 if the list was read to its end. */
export interface PartialList<T> {
  readonly items: readonly T[];
  readonly from: number;
}

/** One notification that a person has marked as read, or dismissed, which includes that. */
export interface ReadMark {
  /** The id of the notification. */
  readonly id: number;
  readonly dismissed: boolean;
}

/** Which notifications are read: all up to an id, and single ones. */
export interface ReadMarks {
  /** An id, or 0. */
  readonly upTo: number;
  readonly single: PartialList<ReadMark>;
}

export interface InboxEntry extends Notification {
  readonly read: boolean;
}

export interface UnreadCount {
  readonly count: number;
  /** Whether there are more than `count`. */
  readonly more: boolean;
}

export interface InboxSummary {
  /** Newest first. */
  readonly newest: readonly InboxEntry[];
  readonly unread: UnreadCount;
}

export interface InboxQuery {
  readonly limit: number;
  /** Only ids below this one. */
  readonly before?: number;
  /** Only unread notifications. */
  readonly unread: boolean;
}

/** Merges feeds into one page, newest first, without what is dismissed. The position of the next page is an id: the next page has lower ids. */
export function mergeFeeds(feeds: readonly PartialList<Notification>[], { upTo, single }: ReadMarks, query: InboxQuery): Page<InboxEntry> {
  // Each list is known down to its `from` only. Below the highest `from`, an unread list could still have entries in between.
  const from = Math.max(single.from, ...feeds.map((feed) => feed.from));
  const marks = new Map(single.items.map((mark) => [mark.id, mark]));
  const entries = feeds
    .flatMap(({ items }) => items)
    .filter(({ id }) => id >= from && !marks.get(id)?.dismissed)
    .map((notification) => ({ ...notification, read: notification.id <= upTo || marks.has(notification.id) }))
    .filter((entry) => !query.unread || !entry.read)
    .sort((one, other) => other.id - one.id);
  if (entries.length <= query.limit) return new Page(entries, from > 0 ? String(from) : undefined);
  const items = entries.slice(0, query.limit);
  return new Page(items, String(items.at(-1)!.id));
}
