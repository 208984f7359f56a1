import type { AuditEntry } from '../audit/audit-entry.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { InboxEntry } from '../notifications/inbox.js';
import type { Notification } from '../../effects/notification.js';
import type { ShownUser } from '../users/avatars.service.js';
import type { OwnEnrolment } from './exporters/enrolments.js';

/** All that the school holds about one person, and that is theirs to know. */
export interface PersonalData {
  readonly profile: ShownUser;
  readonly enrolments: readonly OwnEnrolment[];
  readonly classesLed: readonly SchoolClass[];
  readonly notifications: readonly InboxEntry[];
  readonly notificationsSent: readonly Notification[];
  /** What was done to the profile, newest first. */
  readonly changes: readonly AuditEntry[];
  /** What the person did, newest first. */
  readonly actions: readonly AuditEntry[];
}
