import type { Actor } from '../../auth/actor.js';
import type { Address } from '../../effects/notification.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Term } from '../terms/term.js';
import type { User } from '../users/user.js';

/** The notifications to one address, since the reader belongs to it. */
export interface Feed {
  readonly of: Address;
  /** ISO 8601. Older notifications are left out. */
  readonly since: string;
}

/** The feed of a class. */
export interface ClassFeed extends Feed {
  /** Code of the term of the class. */
  readonly term: string;
}

/** The feeds that every user has since they were added: for everyone, for their role, and for themselves. */
export function commonFeeds({ id, role }: Actor, { createdAt: since }: Pick<User, 'createdAt'>): Feed[] {
  return [
    { of: { everyone: true }, since },
    { of: { role }, since },
    { of: { userId: id }, since },
  ];
}

/** What an inbox is made of. */
export interface FeedSources {
  readonly user: Pick<User, 'createdAt'>;
  readonly ofClasses: readonly (ClassFeed | undefined)[];
  readonly terms: readonly Term[];
}

/** The feeds of an inbox: those of every user, and those of classes whose term ended less than a year before `today`, `YYYY-MM-DD`. */
export function inboxFeeds(actor: Actor, { user, ofClasses, terms }: FeedSources, today: string): Feed[] {
  const recent = new Set(terms.filter((term) => isRecent(term, today)).map(({ code }) => code));
  return [...commonFeeds(actor, user), ...ofClasses.flatMap((feed) => (feed && recent.has(feed.term) ? [feed] : []))];
}

/** The feed of a class since the student last joined. Returns undefined if the student is withdrawn. */
export function toStudentFeed({ classId, status, term, enrolledAt }: Enrolment): ClassFeed | undefined {
  return status === 'ENROLLED' ? { of: { classId }, since: enrolledAt, term } : undefined;
}

/** The feed of a class since the lecturer last got it. Returns undefined if another lecturer teaches it. */
export function toLecturerFeed(lecturerId: string, schoolClass: SchoolClass): ClassFeed | undefined {
  const { id: classId, term, lecturerSince: since } = schoolClass;
  return schoolClass.lecturerId === lecturerId ? { of: { classId }, since, term } : undefined;
}

/** Whether a term ends less than a year before `today`, or later. Dates are `YYYY-MM-DD`. */
export function isRecent({ endDate }: Pick<Term, 'endDate'>, today: string): boolean {
  const [year, ...rest] = today.split('-');
  return endDate > [String(Number(year) - 1).padStart(4, '0'), ...rest].join('-');
}
