import { StaleVersion } from '../../../core/errors/errors.js';
import type { Notification } from '../../../effects/notification.js';
import type { Action, Database } from '../driver/database.js';
import { toNotificationItem } from '../schema/notification-item.js';
import { keys } from '../schema/keys.js';

/** Sends a notification. Fails with StaleVersion if its id is taken: send it again under another one. */
export function putNotification(database: Database, notification: Notification): Action[] {
  const { id, senderId, expiresAt } = notification;
  return [
    database.put('notifications', toNotificationItem(notification), () => new StaleVersion()),
    database.put('ledger', { ...keys.sent(senderId, id), expiresAt }),
  ];
}
