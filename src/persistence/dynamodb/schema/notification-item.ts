import type { Address, Notification } from '../../../effects/notification.js';
import { toAddress } from '../../../features/notifications/notification.js';
import { epochSeconds } from './epoch-seconds.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/** Stores the feed as `audience`, the partition of `audience-index`, and the audience as `to`. */
export function toNotificationItem({ audience, sentAt, ...notification }: Notification): Item {
  return { ...notification, sent_at: sentAt, audience: toFeedPartition(toAddress(audience)), to: audience };
}

const readItem = itemReader<Omit<Notification, 'audience' | 'sentAt'> & { to: Notification['audience']; sent_at: string }>('notification', {
  id: 'number',
  kind: 'string',
  title: 'string',
  body: 'string',
  link: 'string?',
  senderId: 'string',
  senderName: 'object?',
  senderNameVersion: 'number?',
  expiresAt: 'number',
  to: 'object',
  sent_at: 'string',
});

export function fromNotificationItem(item: Item): Notification {
  const { to: audience, sent_at: sentAt, ...notification } = readItem(item);
  return { ...notification, audience, sentAt };
}

/** The partition of `audience-index` with the notifications to an address. */
export function toFeedPartition(address: Address): string {
  if ('everyone' in address) return 'ALL';
  if ('role' in address) return `ROLE#${address.role}`;
  return 'classId' in address ? `CLASS#${address.classId}` : `USER#${address.userId}`;
}

/** Whether a notification has not expired. DynamoDB deletes expired items late. @param now ISO 8601 */
export function isAlive({ expiresAt }: Pick<Notification, 'expiresAt'>, now: string): boolean {
  return expiresAt > epochSeconds(now);
}
