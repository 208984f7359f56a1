import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../auth/actor.js';
import { StaleVersion, UnknownReference } from '../../../core/errors/errors.js';
import { Page, type PageRequest, type ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import type { Audience, Notification } from '../../../effects/notification.js';
import type { Feed } from '../../../features/notifications/feed.js';
import type { PartialList } from '../../../features/notifications/inbox.js';
import { firstIdAfter, toInstant } from '../../../features/notifications/notification-id.js';
import { NotificationNotFound } from '../../../features/notifications/notifications.errors.js';
import type { FeedRange, NotificationsRepository } from '../../../features/notifications/notifications.repository.js';
import type { User } from '../../../features/users/user.js';
import { classIsActiveAndLedBy } from '../conditions/class-active-and-led-by.js';
import { type Action, Database, present } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { commit } from '../ledger/effects.js';
import { putNotification } from '../ledger/notifications.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import type { Item } from '../schema/item.js';
import { keys, sentPartition } from '../schema/keys.js';
import { fromNotificationItem, isAlive, toFeedPartition } from '../schema/notification-item.js';

/** One more item to see where an instant ends, and one for the last item of the previous page. */
const EXTRA_ITEMS = 2;

/** Notifications, under their id and its instant. `audience-index` lists the feeds. The ledger lists the notifications of a sender under `SENT`. */
@Injectable()
export class DynamoNotificationsRepository implements NotificationsRepository {
  constructor(private readonly database: Database) {}

  async send(notification: Notification, effects: Effects, recipient?: User): Promise<void> {
    const checks = this.checkAudience(effects.audit.by, notification.audience, recipient);
    await commit(this.database, [...checks, ...putNotification(this.database, notification)], effects);
  }

  async read(id: number, now: string, options?: ReadOptions): Promise<Notification | undefined> {
    const item = await this.database.get('notifications', keys.notification(id), options);
    return item && toAlive([item], now)[0];
  }

  async readRange({ of, since }: Feed, { before = Infinity, limit, now }: FeedRange): Promise<PartialList<Notification>> {
    const to = before === Infinity ? undefined : toInstant(before - 1);
    const range = { index: 'audience-index', partition: toFeedPartition(of), from: since, to, descending: true };
    const items: Item[] = [];
    let after: string | undefined;
    let end: string | undefined;
    // Notifications of one instant have no order. The last instant is complete only if the next one was read.
    do {
      const page = await this.database.page('notifications', range, { limit: limit + EXTRA_ITEMS, after });
      items.push(...page.items);
      after = page.next;
      end = after && (JSON.parse(after) as { sent_at: string }).sent_at;
    } while (end !== undefined && items[0]?.sent_at === end);
    return {
      items: toAlive(items, now).filter(({ id, sentAt }) => id < before && sentAt !== end),
      from: end === undefined ? 0 : firstIdAfter(end),
    };
  }

  async sent(senderId: string, now: string, page: PageRequest): Promise<Page<Notification>> {
    const { items, next } = await this.database.page('ledger', { partition: sentPartition(senderId), descending: true }, page);
    const ids = items.map(({ sk }) => Number(sk));
    const found = toAlive(await this.database.batchGet('notifications', ids.map(keys.notification)), now);
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

  /** Checks that the sender may write to the audience. */
  private checkAudience(by: Actor, audience: Audience, recipient?: User): Action[] {
    if ('userId' in audience) return [this.checkRecipient(recipient!)];
    if (!('classId' in audience)) return [];
    const classCheck = this.checkClass(audience.classId, by);
    return 'studentId' in audience ? [classCheck, this.checkEnrolled(audience.classId, audience.studentId)] : [classCheck];
  }

  private checkClass(classId: string, by: Actor): Action {
    const { holds, explain } = classIsActiveAndLedBy(by, () => UnknownReference.to('audience.classId', 'class'));
    return this.database.check('classes', keys.class(classId), holds, (current) => explain(current)!);
  }

  private checkEnrolled(classId: string, studentId: string): Action {
    return this.database.check('scores', keys.enrolment(classId, studentId), expression`#status = ${'ENROLLED'}`, () =>
      UnknownReference.to('audience.studentId', 'class_student'),
    );
  }

  /** The address is part of the key. If no item is there, the address was changed. */
  private checkRecipient({ id, email }: User): Action {
    return this.database.check('users', keys.user(id, email), present('users'), () => new StaleVersion());
  }
}

function toAlive(items: readonly Item[], now: string): Notification[] {
  return items.map(fromNotificationItem).filter((notification) => isAlive(notification, now));
}
