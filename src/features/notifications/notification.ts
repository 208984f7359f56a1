import type { AuditEntry } from '../audit/audit-entry.js';
import type { Role } from '../../auth/actor.js';
import type { PersonName } from '../users/user.js';

export const NOTIFICATION_KINDS = ['ANNOUNCEMENT', 'MARKS_PUBLISHED'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** Whose feed a notification is in: everybody's, a role's, a class's or a person's. */
export type Address = { readonly everyone: true } | { readonly role: Role } | { readonly classId: string } | { readonly userId: string };

/** Whom a notification is for: an address, or one student of a class. */
export type Audience = Address | { readonly classId: string; readonly studentId: string };

/** What somebody tells an audience. */
export interface Message {
  readonly audience: Audience;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly body: string;
  /** A path in the app. */
  readonly link?: string;
}

/** A message that was sent. */
export interface Notification extends Message {
  /** Ordered in time, and unique: see `notification-id.ts`. */
  readonly id: number;
  readonly senderId: string;
  /** Copied from the sender; absent for one without a profile. */
  readonly senderName?: PersonName;
  /** The `nameVersion` of the sender that the copy is from. */
  readonly senderNameVersion?: number;
  /** ISO 8601: the instant in the id. */
  readonly sentAt: string;
  /** Seconds since the epoch: from then on it is gone. */
  readonly expiresAt: number;
}

/** A notification on its way, and the entry that records it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly audit: AuditEntry;
}

/** The feed that a notification for an audience is in. */
export function toAddress(audience: Audience): Address {
  return 'studentId' in audience ? { userId: audience.studentId } : audience;
}

/** When a notification of an instant, ISO 8601, expires: a year later. In seconds since the epoch. */
export function toExpiry(sentAt: string): number {
  const date = new Date(sentAt);
  return Math.ceil(date.setUTCFullYear(date.getUTCFullYear() + 1) / 1000);
}
