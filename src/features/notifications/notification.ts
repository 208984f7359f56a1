import type { Address, Audience, Notification } from '../../effects/notification.js';
import type { EntityName } from '../audit/audit-entry.js';
import type { Person } from '../audit/people.repository.js';

/** A notification with its only reader. `recipient` is absent if it is for more than one person, and has an id only if the person has no profile. */
export interface SentNotification {
  readonly notification: Notification;
  readonly recipient?: Pick<Person, 'id'> & Partial<Person>;
}

/** The address of the feed that contains notifications to an audience. */
export function toAddress(audience: Audience): Address {
  return 'studentId' in audience ? { userId: audience.studentId } : audience;
}

/** The id of the only reader. Returns undefined if there can be more than one. */
export function toRecipientId(audience: Audience): string | undefined {
  const address = toAddress(audience);
  return 'userId' in address ? address.userId : undefined;
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
