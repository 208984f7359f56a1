import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { UnknownReference } from '../../core/errors/errors.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { Clock } from '../../core/time/clock.js';
import type { Audience, Message, Notification } from '../../effects/notification.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { NotificationFactory } from './notification-factory.js';
import { notificationEntity, type SentNotification, toRecipientId } from './notification.js';
import { NotificationNotFound } from './notifications.errors.js';
import { assertMaySend, mayDelete } from './notifications.policy.js';
import { NotificationsRepository } from './notifications.repository.js';

/** Sends, reads and deletes notifications. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly factory: NotificationFactory,
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws Forbidden, UnknownReference, ClassArchived, StaleVersion */
  send(actor: Actor, message: Omit<Message, 'kind'>, idempotency?: IdempotencyRecord): Promise<SentNotification> {
    assertMaySend(actor, message.audience);
    return retryOnConflict(async () => {
      const [{ notification, audit }, recipient] = await Promise.all([
        this.factory.create(actor, { ...message, kind: 'ANNOUNCEMENT' }),
        this.readRecipient(message.audience),
      ]);
      await this.notifications.send(notification, { audit, idempotency: creationRecord(idempotency, String(notification.id)) }, recipient);
      return { notification, recipient };
    });
  }

  /** @throws NotificationNotFound */
  async read(id: number): Promise<Notification> {
    const notification = await this.notifications.read(id, this.clock.timestamp(), { consistent: true });
    if (!notification) throw new NotificationNotFound();
    return notification;
  }

  sent({ id }: Actor, page: PageRequest): Promise<Page<Notification>> {
    return this.notifications.sent(id, this.clock.timestamp(), page);
  }

  /** Deletes a notification from every inbox. @throws NotificationNotFound, also if the actor may not delete it */
  async delete(actor: Actor, id: number): Promise<void> {
    const now = this.clock.timestamp();
    const notification = await this.read(id);
    if (!mayDelete(actor, notification)) throw new NotificationNotFound();
    const { audience, kind } = notification;
    const entry = { at: now, entity: notificationEntity(id), action: 'notification.deleted', before: { audience, kind } };
    await this.notifications.delete(notification, now, { audit: this.audit.entry(actor, entry) });
  }

  private async readRecipient(audience: Audience): Promise<User | undefined> {
    const id = toRecipientId(audience);
    if (id === undefined) return undefined;
    const user = await this.users.read(id, { consistent: true });
    // The write refuses an unknown student of a class.
    if (!user && 'userId' in audience) throw UnknownReference.to('audience.userId', 'person');
    return user;
  }
}
