import type { Address, Notification } from '../../../effects/notification.js';
import { toAddress } from '../../../features/notifications/notification.js';
import type { Item } from '../driver/database.js';
import { epochSeconds } from '../ledger/records.js';

/** A notification as stored: `audience` is the feed it is in, which the index lists. */
export function notificationItem({ audience, sentAt, ...notification }: Notification): Item {
  return { ...notification, sent_at: sentAt, audience: feedOf(toAddress(audience)), to: audience } as never;
}

export function toNotification({ sent_at: sentAt, audience: _feed, to: audience, ...notification }: Item): Notification {
  return { ...notification, audience, sentAt } as unknown as Notification;
}

/** The partition of `audience-index` that is the feed of an address. */
export function feedOf(address: Address): string {
  if ('everyone' in address) return 'ALL';
  if ('role' in address) return `ROLE#${address.role}`;
  return 'classId' in address ? `CLASS#${address.classId}` : `USER#${address.userId}`;
}

/** Whether something with a time to live is still there for a reader: DynamoDB deletes late. @param now ISO 8601 */
export function isAlive({ expiresAt }: Pick<Notification, 'expiresAt'>, now: string): boolean {
  return expiresAt > epochSeconds(now);
}
