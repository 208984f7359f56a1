import type { Notification } from '../../effects/notification.js';
import type { AuditEntry } from '../audit/audit-entry.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { ExternalResult } from '../external-results/external-result.js';
import type { InboxEntry } from '../notifications/inbox.js';
import type { UserWithAvatarUrl } from '../users/avatars.service.js';
import type { OwnEnrolment } from './exporters/enrolments.js';

/** All data that the school holds about one person, and that the person may see. */
export interface PersonalData {
  readonly profile: UserWithAvatarUrl;
  readonly enrolments: readonly OwnEnrolment[];
  readonly externalResults: readonly ExternalResult[];
  readonly classesLed: readonly SchoolClass[];
  readonly notifications: readonly InboxEntry[];
  readonly notificationsSent: readonly Notification[];
  /** Changes of the profile, newest first. */
  readonly changes: readonly AuditEntry[];
  /** Changes by the person, newest first. */
  readonly actions: readonly AuditEntry[];
}
