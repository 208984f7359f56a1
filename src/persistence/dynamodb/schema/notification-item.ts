import type { Item } from './item.js';
import type { Address, Notification } from '../../../effects/notification.js';
import { toAddress } from '../../../features/notifications/notification.js';
import { epochSeconds } from './epoch-seconds.js';
import { itemReader } from './item-codec.js';

/** A notification as stored: `audience` is the feed it is in, which `audience-index` lists, and `to` its audience. */
export function toNotificationItem({ audience, sentAt, ...notification }: Notification): Item {
  return { ...notification, sent_at: sentAt, audience: feedOf(toAddress(audience)), to: audience };
}

const readStored = itemReader<Omit<Notification, 'audience' | 'sentAt'> & { to: Notification['audience']; sent_at: string }>(
  'notification',
  {
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
  },
);

export function fromNotificationItem(item: Item): Notification {
  const { to: audience, sent_at: sentAt, ...notification } = readStored(item);
  return { ...notification, audience, sentAt };
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
