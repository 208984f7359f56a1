import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import { UsersRepository } from '../users/users.repository.js';
import type { OutgoingNotification, Message } from '../../effects/notification.js';
import { notificationEntity, toExpiry } from './notification.js';
import { newNotificationId } from './notification-id.js';

/** Makes notifications of messages. Whoever writes one writes it into the transaction of what it tells. */
@Injectable()
export class NotificationFactory {
  constructor(
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** A notification of the present instant. The entry about it tells admins for whom it was, and not what it said. */
  async create(sender: Actor, message: Message): Promise<OutgoingNotification> {
    const person = await this.users.read(sender.id, { consistent: true });
    const at = this.clock.timestamp();
    const id = newNotificationId(at);
    const { audience, kind } = message;
    return {
      notification: {
        ...message,
        id,
        senderId: sender.id,
        senderName: person && { givenName: person.givenName, familyName: person.familyName },
        senderNameVersion: person?.nameVersion,
        sentAt: at,
        expiresAt: toExpiry(at),
      },
      audit: this.audit.entry(sender, { at, entity: notificationEntity(id), action: 'notification.sent', after: { audience, kind } }),
    };
  }
}
