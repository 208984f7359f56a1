import type { Item } from '../schema/item.js';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../auth/actor.js';
import { ClassArchived } from '../../../features/classes/classes.errors.js';
import { StaleVersion, UnknownReference } from '../../../core/errors/errors.js';
import { Page, type PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import type { Effects } from '../../../effects/effects.js';
import type { Feed } from '../../../features/notifications/feed.js';
import type { PartialList } from '../../../features/notifications/inbox.js';
import type { Audience, Notification } from '../../../effects/notification.js';
import { firstIdAfter, toInstant } from '../../../features/notifications/notification-id.js';
import { NotificationNotFound } from '../../../features/notifications/notifications.errors.js';
import type { NotificationsRepository, FeedRange } from '../../../features/notifications/notifications.repository.js';
import type { User } from '../../../features/users/user.js';
import { classIsActiveAndLedBy } from '../conditions/class-active-and-led-by.js';
import { Database, type Action } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { keys, sentPartition } from '../schema/keys.js';
import { feedOf, fromNotificationItem, isAlive } from '../schema/notification-item.js';
import { commit } from '../ledger/effects.js';
import { putNotification } from '../ledger/notifications.js';
import { epochSeconds } from '../schema/epoch-seconds.js';

/** One more than a page has, to see where an instant ends, and one for what the page before ended with. */
const BESIDE_THE_PAGE = 2;

/** Notifications, under their number and its instant; `audience-index` has the feeds. What somebody sent is in the ledger under `SENT`. */
@Injectable()
export class DynamoNotificationsRepository implements NotificationsRepository {
  constructor(private readonly database: Database) {}

  async send(notification: Notification, effects: Effects, recipient?: User): Promise<void> {
    const entitled = this.checkEntitled(effects.audit.by, notification.audience, recipient);
    await commit(this.database, [...entitled, ...putNotification(this.database, notification)], effects);
  }

  async read(id: number, now: string, options?: ReadOptions): Promise<Notification | undefined> {
    const item = await this.database.get('notifications', keys.notification(id), options);
    return item && alive([item], now)[0];
  }

  async readRange({ of, since }: Feed, { before = Infinity, limit, now }: FeedRange): Promise<PartialList<Notification>> {
    const to = before === Infinity ? undefined : toInstant(before - 1);
    const range = { index: 'audience-index', partition: feedOf(of), from: since, to, descending: true };
    const items: Item[] = [];
    let after: string | undefined;
    let end: string | undefined;
    // Those of one instant come in no order: only once a later part begins they are known to be all there.
    do {
      const page = await this.database.page('notifications', range, { limit: limit + BESIDE_THE_PAGE, after });
      items.push(...page.items);
      after = page.next;
      end = after && (JSON.parse(after) as { sent_at: string }).sent_at;
    } while (end !== undefined && items[0]?.sent_at === end);
    return {
      items: alive(items, now).filter(({ id, sentAt }) => id < before && sentAt !== end),
      from: end === undefined ? 0 : firstIdAfter(end),
    };
  }

  async sent(senderId: string, now: string, page: PageRequest): Promise<Page<Notification>> {
    const { items, next } = await this.database.page('ledger', { partition: sentPartition(senderId), descending: true }, page);
    const ids = items.map(({ sk }) => Number(sk));
    const found = alive(await this.database.batchGet('notifications', ids.map(keys.notification)), now);
    return new Page(
      found.sort((one, other) => other.id - one.id),
      next,
    );
  }

  async delete({ id, senderId }: Notification, now: string, effects: Effects): Promise<void> {
    const isAlive = expression`#expiresAt > ${epochSeconds(now)}`;
    const actions = [
      this.database.delete('notifications', keys.notification(id), isAlive, () => new NotificationNotFound()),
      this.database.delete('ledger', keys.sent(senderId, id)),
    ];
    await commit(this.database, actions, effects);
  }

  /** Checks what entitles somebody to an audience. */
  private checkEntitled(by: Actor, audience: Audience, recipient?: User): Action[] {
    if ('userId' in audience) return [this.exists(recipient!)];
    if (!('classId' in audience)) return [];
    const ofClass = this.checkClass(audience.classId, by);
    return 'studentId' in audience ? [ofClass, this.isEnrolled(audience.classId, audience.studentId)] : [ofClass];
  }

  private checkClass(classId: string, by: Actor): Action {
    const { holds, explain } = classIsActiveAndLedBy(by);
    return this.database.check('classes', keys.class(classId), holds, (current) =>
      explain(current) === 'not-found' ? UnknownReference.to('audience.classId', 'a class') : new ClassArchived(),
    );
  }

  private isEnrolled(classId: string, studentId: string): Action {
    return this.database.check('scores', keys.enrolment(classId, studentId), expression`#status = ${'ENROLLED'}`, () =>
      UnknownReference.to('audience.studentId', 'a student of the class'),
    );
  }

  /** The address is part of the key: nothing there means that it was changed. */
  private exists({ id, email }: User): Action {
    return this.database.check('users', keys.user(id, email), expression`attribute_exists(#id)`, () => new StaleVersion());
  }
}

function alive(items: readonly Item[], now: string): Notification[] {
  return items.map(fromNotificationItem).filter((notification) => isAlive(notification, now));
}
