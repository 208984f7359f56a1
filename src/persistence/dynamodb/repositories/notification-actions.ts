import { StaleVersion } from '../../../core/errors/errors.js';
import type { OutgoingNotification } from '../../../effects/notification.js';
import type { Action, Database } from '../driver/database.js';
import { keys } from '../schema/keys.js';
import { notificationItem } from '../schema/notification-item.js';
import { putAuditEntry } from '../ledger/records.js';

/** The actions that send a notification. Where its id is taken, it has to be sent under another one. */
export function notify(database: Database, { notification, audit }: OutgoingNotification): Action[] {
  const { id, senderId, expiresAt } = notification;
  return [
    database.put('notifications', notificationItem(notification), () => new StaleVersion()),
    database.put('ledger', { ...keys.sent(senderId, id), expiresAt }),
    putAuditEntry(database, audit),
  ];
}
