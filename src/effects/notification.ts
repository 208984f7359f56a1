import type { Role } from '../auth/actor.js';
import type { NewAuditEntry } from '../features/audit/audit-entry.js';

export const NOTIFICATION_KINDS = ['ANNOUNCEMENT', 'MARKS_PUBLISHED', 'MARK_CHANGED'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** The feed of a notification: of every person, a role, a class or one person. */
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

export interface Notification extends Message {
  /** Unique and ordered by time, see `features/notifications/notification-id.ts`. */
  readonly id: number;
  readonly senderId: string;
  /** A copy of the sender's name; absent if the sender has no profile. */
  readonly senderName?: { readonly givenName: string; readonly familyName: string };
  /** The `nameVersion` of the copy. */
  readonly senderNameVersion?: number;
  /** ISO 8601: the time in the id. */
  readonly sentAt: string;
  /** Seconds since the epoch. The notification disappears at this time. */
  readonly expiresAt: number;
}

/** A notification to send, with its audit entry. */
export interface OutgoingNotification {
  readonly notification: Notification;
  readonly audit: NewAuditEntry;
}
