import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { Notification } from '../../effects/notification.js';
import type { User } from '../users/user.js';
import type { Feed } from './feed.js';
import type { PartialList } from './inbox.js';

/** A part of a feed. */
export interface FeedRange {
  /** Only ids below this one. */
  readonly before?: number;
  /** The approximate number of notifications. */
  readonly limit: number;
  /** ISO 8601. Leaves out what has expired by then. */
  readonly now: string;
}

/** Stores notifications until they expire. `test/contracts/notifications.contract.ts` is the specification. */
export abstract class NotificationsRepository {
  /**
   * Sends a notification, and records it under its sender. A class in the audience must be active and, if the actor is a lecturer, taught by them. A
   * student in the audience must be enrolled in it.
   * @param recipient the user in the audience, as read consistently
   * @throws KeyInUse; UnknownReference for the class or the student; ClassArchived; StaleVersion if the id is taken or the recipient has changed
   */
  abstract send(notification: Notification, effects: Effects, recipient?: User): Promise<void>;

  /** Returns undefined if the notification does not exist or has expired at `now`, ISO 8601. */
  abstract read(id: number, now: string, options?: ReadOptions): Promise<Notification | undefined>;

  /**
   * Reads a part of a feed, newest first. It may have more notifications than `limit` if many have the same instant, and fewer if some have expired. A
   * new notification may be missing for a moment.
   */
  abstract readRange(feed: Feed, range: FeedRange): Promise<PartialList<Notification>>;

  /** Lists the notifications of a sender, newest first. Leaves out what has expired at `now`, ISO 8601, so a page may be short. */
  abstract sent(senderId: string, now: string, page: PageRequest): Promise<Page<Notification>>;

  /** Deletes a notification and its record under the sender. @throws NotificationNotFound, also if it has expired at `now`, ISO 8601 */
  abstract delete(notification: Notification, now: string, effects: Effects): Promise<void>;
}
