import type { Notification } from '../../effects/notification.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { EnrolmentKey } from '../enrolments/enrolment.js';
import { newNotificationIds } from '../notifications/notification-id.js';
import { toExpiry } from '../notifications/notification.js';

type Described = Pick<SchoolClass, 'code' | 'subjectName' | 'lecturerId' | 'components'>;

/** A student whose marks changed that they can see, and the keys of the components. */
export interface ChangedMarks extends EnrolmentKey {
  readonly keys: readonly string[];
}

/**
 * Creates a notification for each student. It contains no marks. Its sender is the lecturer of the class, because students do not see who changed a mark. It
 * has no name, because the app updates copies of a name only in what people send themselves.
 * @param at ISO 8601
 */
export function markChangedNotices(schoolClass: Described, changes: readonly ChangedMarks[], at: string): Map<string, Notification> {
  const ids = newNotificationIds(at, changes.length);
  return new Map(changes.map((change, index) => [change.studentId, toNotice(schoolClass, change, { id: ids[index]!, at })]));
}

/** Creates a notification of another final result. It says as little as that of a mark. @param at ISO 8601 */
export function resultChangedNotice(
  { code, subjectName, lecturerId }: Described,
  { classId, studentId }: EnrolmentKey,
  at: string,
): Notification {
  return {
    id: newNotificationIds(at, 1)[0]!,
    audience: { classId, studentId },
    kind: 'MARK_CHANGED',
    title: 'Result changed',
    body: `Your result in ${subjectName} (${code}) changed.`,
    link: `/classes/${classId}/scores`,
    senderId: lecturerId,
    sentAt: at,
    expiresAt: toExpiry(at),
  };
}

function toNotice(
  { code, subjectName, lecturerId, components }: Described,
  { classId, studentId, keys }: ChangedMarks,
  { id, at }: { id: number; at: string },
): Notification {
  const names = components.filter(({ key }) => keys.includes(key)).map(({ name }) => name);
  const marks = names.length === 1 ? 'mark' : 'marks';
  return {
    id,
    audience: { classId, studentId },
    kind: 'MARK_CHANGED',
    title: `${names.length === 1 ? 'Mark' : 'Marks'} changed: ${names.join(', ')}`,
    body: `Your ${marks} of ${names.join(', ')} in ${subjectName} (${code}) changed.`,
    link: `/classes/${classId}/scores`,
    senderId: lecturerId,
    sentAt: at,
    expiresAt: toExpiry(at),
  };
}
