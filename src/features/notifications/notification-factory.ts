import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import type { Message, OutgoingNotification } from '../../effects/notification.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { UsersRepository } from '../users/users.repository.js';
import { newNotificationId } from './notification-id.js';
import { notificationEntity, toExpiry } from './notification.js';

/** Creates notifications. The caller writes them, if possible in the transaction of the change that they announce. */
@Injectable()
export class NotificationFactory {
  constructor(
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Creates a notification with the current time. Its audit entry contains the audience, but not the text. */
  async create(sender: Actor, message: Message): Promise<OutgoingNotification> {
    const user = await this.users.read(sender.id, { consistent: true });
    const at = this.clock.timestamp();
    const id = newNotificationId(at);
    const { audience, kind } = message;
    return {
      notification: {
        ...message,
        id,
        senderId: sender.id,
        senderName: user && { givenName: user.givenName, familyName: user.familyName },
        senderNameVersion: user?.nameVersion,
        sentAt: at,
        expiresAt: toExpiry(at),
      },
      audit: this.audit.entry(sender, { at, entity: notificationEntity(id), action: 'notification.sent', after: { audience, kind } }),
    };
  }
}
