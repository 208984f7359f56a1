import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { Clock } from '../../core/time/clock.js';
import type { Notification } from '../../effects/notification.js';
import { FeedResolver } from './feed-resolver.service.js';
import type { Feed } from './feed.js';
import { type InboxEntry, type InboxQuery, type InboxSummary, mergeFeeds, type UnreadCount } from './inbox.js';
import { firstIdAfter, toInstant } from './notification-id.js';
import { NotificationNotFound } from './notifications.errors.js';
import { NotificationsRepository } from './notifications.repository.js';
import { ReadMarksRepository } from './read-marks.repository.js';

/** The number of unread notifications at which counting stops. */
const MAX_COUNTED = 100;
/** The number of read marks that one page needs: as many as the longest page has items. */
const MARKS_AT_ONCE = 100;

/** What must be known before the notifications of an inbox can be read. */
export interface Inbox {
  readonly userId: string;
  readonly feeds: readonly Feed[];
  /** All notifications up to this id are read. */
  readonly upTo: number;
}

/** The inbox of the actor. */
@Injectable()
export class InboxService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly marks: ReadMarksRepository,
    private readonly feeds: FeedResolver,
    private readonly clock: Clock,
  ) {}

  /** Lists notifications, newest first. @throws NoProfile */
  async list(actor: Actor, unread: boolean, { limit, after }: PageRequest): Promise<Page<InboxEntry>> {
    return this.page(await this.readInbox(actor), { limit, unread, before: after === undefined ? undefined : Number(after) });
  }

  /** @throws NoProfile */
  async unreadCount(actor: Actor): Promise<UnreadCount> {
    const inbox = await this.readInbox(actor);
    return this.countUnread(inbox, await this.page(inbox, { limit: MAX_COUNTED + 1, unread: true }));
  }

  /** The id up to which the actor has read everything, or 0. */
  readUpTo({ id }: Actor): Promise<number> {
    return this.marks.upTo(id);
  }

  /** The newest notifications and the unread count, from one reading of each feed. */
  async summary(inbox: Inbox, newest: number): Promise<InboxSummary> {
    const page = await this.page(inbox, { limit: MAX_COUNTED + 1, unread: false });
    return { newest: page.items.slice(0, newest), unread: await this.countUnread(inbox, page) };
  }

  /** @throws NotificationNotFound, NoProfile */
  async markRead(actor: Actor, id: number): Promise<void> {
    await this.marks.add(actor, await this.readOwn(actor, id));
  }

  /** Takes a notification out of the inbox of the actor. @throws NotificationNotFound, NoProfile */
  async dismiss(actor: Actor, id: number): Promise<void> {
    await this.marks.dismiss(actor, await this.readOwn(actor, id));
  }

  /** Puts a dismissed notification back. @throws NotificationNotFound, NoProfile */
  async restore(actor: Actor, id: number): Promise<void> {
    await this.readOwn(actor, id);
    await this.marks.restore(actor, id);
  }

  /** Marks all notifications up to an id as read. A mark in the future is set to now, so that later notifications stay unread. */
  async markAllRead(actor: Actor, upTo: number): Promise<void> {
    await this.marks.advance(actor, Math.min(upTo, firstIdAfter(this.clock.timestamp()) - 1));
  }

  /** Counts the unread notifications of the first page, and of as many further pages as it takes. */
  private async countUnread(inbox: Inbox, first: Page<InboxEntry>): Promise<UnreadCount> {
    let { items, next } = first;
    let count = unreadIn(items);
    while (next !== undefined && Number(next) > inbox.upTo && count <= MAX_COUNTED) {
      ({ items, next } = await this.page(inbox, { limit: MAX_COUNTED + 1, unread: true, before: Number(next) }));
      count += items.length;
    }
    return { count: Math.min(count, MAX_COUNTED), more: count > MAX_COUNTED };
  }

  /** Reads a notification that was sent to the actor. */
  private async readOwn(actor: Actor, id: number): Promise<Notification> {
    const notification = await this.notifications.read(id, this.clock.timestamp(), { consistent: true });
    if (!notification || !(await this.feeds.contains(actor, notification))) throw new NotificationNotFound();
    return notification;
  }

  private async readInbox(actor: Actor): Promise<Inbox> {
    const [feeds, upTo] = await Promise.all([this.feeds.list(actor), this.marks.upTo(actor.id)]);
    return { userId: actor.id, feeds, upTo };
  }

  private async page({ userId, feeds, upTo }: Inbox, query: InboxQuery): Promise<Page<InboxEntry>> {
    const { before, limit, unread } = query;
    const now = this.clock.timestamp();
    const unreadSince = unread && upTo > 0 ? toInstant(upTo) : '';
    const [single, ...partialFeeds] = await Promise.all([
      // Up to `upTo`, what is unread does not depend on single marks.
      this.marks.single(userId, { after: unread ? upTo : 0, before, limit: MARKS_AT_ONCE }),
      ...feeds.map(({ of, since }) =>
        this.notifications.readRange({ of, since: since < unreadSince ? unreadSince : since }, { before, limit, now }),
      ),
    ]);
    return mergeFeeds(partialFeeds, { upTo, single }, query);
  }
}

function unreadIn(entries: readonly InboxEntry[]): number {
  return entries.filter(({ read }) => !read).length;
}
