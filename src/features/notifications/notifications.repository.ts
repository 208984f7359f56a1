import type { Effects } from '../../effects/effects.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { User } from '../users/user.js';
import type { Feed } from './feed.js';
import type { PartialList } from './inbox.js';
import type { Notification } from '../../effects/notification.js';

/** Which part of a feed is asked for. */
export interface FeedRange {
  /** Only ids below this one. */
  readonly before?: number;
  /** About how many. */
  readonly limit: number;
  /** ISO 8601: what has expired by then is left out. */
  readonly now: string;
}

/** Where notifications are kept until they expire. `test/contracts/notifications.contract.ts` is the specification. */
export abstract class NotificationsRepository {
  /**
   * Sends a notification, if its sender, whom the audit entry names, is entitled to the audience at that moment: a class is active and, for a lecturer,
   * their own; a student is enrolled in it. Beside it stands a record of what they sent.
   * @param recipient the person that the audience names by `userId`, as read
   * @throws KeyInUse; UnknownReference to the class, or to a student of it; ClassArchived; StaleVersion if the id is taken or the recipient not as they were read
   */
  abstract send(notification: Notification, effects: Effects, recipient?: User): Promise<void>;

  /** The notification; undefined if there is none, or it has expired at `now`, ISO 8601. */
  abstract read(id: number, now: string, options?: ReadOptions): Promise<Notification | undefined>;

  /**
   * Part of a feed, newest first. It holds about as many as asked for; more where many are of one instant, fewer where some have expired. A notification
   * just sent may be missing for a moment.
   */
  abstract readRange(feed: Feed, asked: FeedRange): Promise<PartialList<Notification>>;

  /** What somebody sent, newest first, without what has expired at `now`, ISO 8601: a page may be short. */
  abstract sent(senderId: string, now: string, page: PageRequest): Promise<Page<Notification>>;

  /** Removes a notification, and the record of having sent it, unless it has expired at `now`, ISO 8601. @throws NotificationNotFound */
  abstract delete(notification: Notification, now: string, effects: Effects): Promise<void>;
}
