import { StaleVersion } from '../../../core/errors/errors.js';
import type { Notification } from '../../../effects/notification.js';
import type { Action, Database } from '../driver/database.js';
import { keys } from '../schema/keys.js';
import { toNotificationItem } from '../schema/notification-item.js';

/** Stores a notification of a change, which is in no list of sent ones. Fails with StaleVersion if the id is taken. Retry with another id. */
export function putNotice(database: Database, notice: Notification): Action {
  return database.put('notifications', toNotificationItem(notice), () => new StaleVersion());
}

/** Deletes a notification and its record under the sender, if they exist. */
export function deleteNotification(database: Database, { id, senderId }: Pick<Notification, 'id' | 'senderId'>): Action[] {
  return [database.remove('notifications', keys.notification(id)), database.remove('ledger', keys.sent(senderId, id))];
}

/** Fails with StaleVersion if the id is taken. Retry with another id. */
export function putNotification(database: Database, notification: Notification): Action[] {
  const { id, senderId, expiresAt } = notification;
  return [putNotice(database, notification), database.put('ledger', { ...keys.sent(senderId, id), expiresAt })];
}
