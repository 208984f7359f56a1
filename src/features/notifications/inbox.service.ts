import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { FeedResolver } from './feed-resolver.service.js';
import type { Feed } from './feed.js';
import { mergeFeeds, type InboxEntry, type InboxQuery, type UnreadCount } from './inbox.js';
import { firstIdAfter, toInstant } from './notification-id.js';
import { NotificationNotFound } from './notifications.errors.js';
import { NotificationsRepository } from './notifications.repository.js';
import { ReadMarksRepository } from './read-marks.repository.js';

/** Where counting what is unread stops. */
const MAX_COUNTED = 100;
/** How many marks of single notifications are read at once: as many as the longest page has items. */
const MARKS_AT_ONCE = 100;

/** Whose inbox it is, and what it is made of. */
interface Inbox {
  readonly userId: string;
  readonly feeds: readonly Feed[];
  /** The id up to which everything was read. */
  readonly upTo: number;
}

/** What people are told. */
@Injectable()
export class InboxService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly marks: ReadMarksRepository,
    private readonly feeds: FeedResolver,
    private readonly clock: Clock,
  ) {}

  /** What concerns somebody, newest first. */
  async list(actor: Actor, unread: boolean, { limit, after }: PageRequest): Promise<Page<InboxEntry>> {
    return this.page(await this.inboxOf(actor), { limit, unread, before: after === undefined ? undefined : Number(after) });
  }

  async unreadCount(actor: Actor): Promise<UnreadCount> {
    const inbox = await this.inboxOf(actor);
    let count = 0;
    let before: number | undefined;
    do {
      const { items, next } = await this.page(inbox, { limit: MAX_COUNTED + 1, unread: true, before });
      count += items.length;
      before = next === undefined ? undefined : Number(next);
    } while (before !== undefined && count <= MAX_COUNTED);
    return { count: Math.min(count, MAX_COUNTED), more: count > MAX_COUNTED };
  }

  async markRead(actor: Actor, id: number): Promise<void> {
    const notification = await this.notifications.read(id, this.clock.timestamp(), { consistent: true });
    if (!notification || !(await this.feeds.have(actor, notification))) throw new NotificationNotFound();
    await this.marks.add(actor.id, notification);
  }

  /** Marks everything up to an id as read. What is still to come is not: a mark in the future is set to now. */
  async markAllRead(actor: Actor, upTo: number): Promise<void> {
    await this.marks.advance(actor.id, Math.min(upTo, firstIdAfter(this.clock.timestamp()) - 1));
  }

  private async inboxOf(actor: Actor): Promise<Inbox> {
    const [feeds, upTo] = await Promise.all([this.feeds.of(actor), this.marks.upTo(actor.id)]);
    return { userId: actor.id, feeds, upTo };
  }

  private async page({ userId, feeds, upTo }: Inbox, query: InboxQuery): Promise<Page<InboxEntry>> {
    const { before, limit, unread } = query;
    const now = this.clock.timestamp();
    const concerning = unread && upTo > 0 ? feeds.map((feed) => notBefore(toInstant(upTo), feed)) : feeds;
    const [beyond, ...stretches] = await Promise.all([
      this.marks.beyond(userId, { after: upTo, before, limit: MARKS_AT_ONCE }),
      ...concerning.map((feed) => this.notifications.readRange(feed, { before, limit, now })),
    ]);
    return mergeFeeds(stretches, { upTo, beyond }, query);
  }
}

function notBefore(instant: string, feed: Feed): Feed {
  return feed.since < instant ? { ...feed, since: instant } : feed;
}
