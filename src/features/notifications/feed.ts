import type { Actor } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Term } from '../terms/term.js';
import type { User } from '../users/user.js';
import type { Address } from '../../effects/notification.js';

/** Notifications to one address, as far as they concern somebody. */
export interface Feed {
  readonly of: Address;
  /** ISO 8601: older ones do not. */
  readonly since: string;
}

/** The feed of a class. */
export interface ClassFeed extends Feed {
  /** Code of the term of the class. */
  readonly term: string;
}

/** What everybody has from the moment they were added: what is for all, for their role, and for themself. */
export function commonFeeds({ id, role }: Actor, { createdAt: since }: Pick<User, 'createdAt'>): Feed[] {
  return [
    { of: { everyone: true }, since },
    { of: { role }, since },
    { of: { userId: id }, since },
  ];
}

/** What a student has of a class since they joined it, last; undefined for one who left. */
export function studentsFeed({ classId, status, term, enrolledAt }: Enrolment): ClassFeed | undefined {
  return status === 'ENROLLED' ? { of: { classId }, since: enrolledAt, term } : undefined;
}

/** What a lecturer has of a class since it was given to them, last; undefined for one who does not lead it. */
export function lecturersFeed(lecturerId: string, schoolClass: SchoolClass): ClassFeed | undefined {
  const { id: classId, term, lecturerSince: since } = schoolClass;
  return schoolClass.lecturerId === lecturerId ? { of: { classId }, since, term } : undefined;
}

/** Whether a term ended less than a year before `today`, if it ended at all. Calendar dates, `YYYY-MM-DD`. */
export function isRecent({ endDate }: Pick<Term, 'endDate'>, today: string): boolean {
  const [year, ...rest] = today.split('-');
  return endDate > [String(Number(year) - 1).padStart(4, '0'), ...rest].join('-');
}
