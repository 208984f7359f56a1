import { StaleVersion } from '../../../core/errors/errors.js';
import type { Notification } from '../../../effects/notification.js';
import type { Action, Database } from '../driver/database.js';
import { keys } from '../schema/keys.js';
import { toNotificationItem } from '../schema/notification-item.js';

/** Fails with StaleVersion if the id is taken. Retry with another id. */
export function putNotification(database: Database, notification: Notification): Action[] {
  const { id, senderId, expiresAt } = notification;
  return [
    database.put('notifications', toNotificationItem(notification), () => new StaleVersion()),
    database.put('ledger', { ...keys.sent(senderId, id), expiresAt }),
  ];
}
