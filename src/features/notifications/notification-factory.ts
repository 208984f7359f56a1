import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import type { RetractedNotification } from '../../effects/effects.js';
import type { Message, Notification, OutgoingNotification } from '../../effects/notification.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { UsersRepository } from '../users/users.repository.js';
import { newNotificationId, toInstant } from './notification-id.js';
import { notificationEntity, toExpiry } from './notification.js';

/** Creates notifications. The caller writes them, if possible in the transaction of the change that they announce. */
@Injectable()
export class NotificationFactory {
  constructor(
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates a notification with the current time. Its audit entry contains the audience, but not the text.
   * @param earlierId of a notification that was retracted, and is sent again: those who read it have read this one. Ignored once it has expired
   */
  async create(sender: Actor, message: Message, earlierId?: number): Promise<OutgoingNotification> {
    const user = await this.users.read(sender.id, { consistent: true });
    const at = this.clock.timestamp();
    const isValid = earlierId !== undefined && toExpiry(toInstant(earlierId)) > Date.parse(at) / 1000;
    const id = isValid ? earlierId : newNotificationId(at);
    const sentAt = toInstant(id);
    const { audience, kind } = message;
    return {
      notification: {
        ...message,
        id,
        senderId: sender.id,
        senderName: user && { givenName: user.givenName, familyName: user.familyName },
        senderNameVersion: user?.nameVersion,
        sentAt,
        expiresAt: toExpiry(sentAt),
      },
      audit: this.audit.entry(sender, { at, entity: notificationEntity(id), action: 'notification.sent', after: { audience, kind } }),
    };
  }

  /** Prepares the deletion of a notification by the change that made it wrong. */
  retract(by: Actor, { id, senderId, audience, kind }: Pick<Notification, 'id' | 'senderId' | 'audience' | 'kind'>): RetractedNotification {
    const entry = { entity: notificationEntity(id), action: 'notification.deleted', before: { audience, kind } };
    return { id, senderId, audit: this.audit.entry(by, entry) };
  }
}
