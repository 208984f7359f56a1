import type { Address, Audience } from '../../effects/notification.js';
import type { EntityName } from '../audit/audit-entry.js';

/** The address of the feed that contains notifications to an audience. */
export function toAddress(audience: Audience): Address {
  return 'studentId' in audience ? { userId: audience.studentId } : audience;
}

/** A notification expires one year after it was sent. In seconds since the epoch. */
export function toExpiry(sentAt: string): number {
  const date = new Date(sentAt);
  return Math.ceil(date.setUTCFullYear(date.getUTCFullYear() + 1) / 1000);
}

/** The name of a notification in the audit log. */
export function notificationEntity(id: number): EntityName {
  return `notification:${id}`;
}
