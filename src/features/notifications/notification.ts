import type { EntityName } from '../audit/audit-entry.js';
import type { Address, Audience } from '../../effects/notification.js';

/** The feed that a notification for an audience is in. */
export function toAddress(audience: Audience): Address {
  return 'studentId' in audience ? { userId: audience.studentId } : audience;
}

/** When a notification of an instant, ISO 8601, expires: a year later. In seconds since the epoch. */
export function toExpiry(sentAt: string): number {
  const date = new Date(sentAt);
  return Math.ceil(date.setUTCFullYear(date.getUTCFullYear() + 1) / 1000);
}

/** The name of a notification in the audit log. */
export function notificationEntity(id: number): EntityName {
  return `notification:${id}`;
}
