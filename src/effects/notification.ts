import type { Role } from '../auth/actor.js';
import type { AuditEntry } from '../features/audit/audit-entry.js';

export const NOTIFICATION_KINDS = ['ANNOUNCEMENT', 'MARKS_PUBLISHED'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** Whose feed a notification is in: everyone's, a role's, a class's or a person's. */
export type Address = { readonly everyone: true } | { readonly role: Role } | { readonly classId: string } | { readonly userId: string };

/** The readers of a notification: an address, or one student of a class. */
export type Audience = Address | { readonly classId: string; readonly studentId: string };

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
  /** Ordered in time, and unique: see `features/notifications/notification-id.ts`. */
  readonly id: number;
  readonly senderId: string;
  /** Copied from the sender; absent for one without a profile. */
  readonly senderName?: { readonly givenName: string; readonly familyName: string };
  /** The `nameVersion` of the sender that the copy is from. */
  readonly senderNameVersion?: number;
  /** ISO 8601: the instant in the id. */
  readonly sentAt: string;
  /** Seconds since the epoch. The notification is gone from then on. */
  readonly expiresAt: number;
}

/** A notification to be sent, and the entry that records it. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly audit: AuditEntry;
}
