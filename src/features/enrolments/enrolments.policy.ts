import type { Actor } from '../../auth/actor.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ClassArchived, GradebookLocked } from '../classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../classes/gradebook-lock.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Term } from '../terms/term.js';
import type { User } from '../users/user.js';
import type { Departure } from './enrolment.js';
import {
  lateDepartureReasonRequired,
  onlyAdminsDrop,
  onlyAdminsRemoveLate,
  StudentDisabled,
  StudentNotFound,
  withdrawalReasonRequired,
} from './enrolments.errors.js';

/** Allows enrolments and withdrawals in active classes only. @throws ClassArchived */
export function assertMayMove({ status }: Pick<SchoolClass, 'status'>): void {
  if (status === 'ARCHIVED') throw new ClassArchived();
}

type Gradebook = Pick<SchoolClass, 'status' | 'gradesLocked' | 'publishedComponents'>;

/** When a student leaves, and why. */
export interface DepartureCase {
  readonly period: DeparturePeriod;
  readonly reason?: string;
}

/**
 * Allows withdrawals from active classes. If marks are published or the gradebook is locked, requires a reason, because the withdrawal takes the class out
 * of a transcript that people rely on. After the withdraw deadline, too. Under a lock and after that deadline, allows only admins.
 * @throws ClassArchived, GradebookLocked, Forbidden, ValidationFailed for a missing reason
 */
export function assertMayWithdraw({ role }: Pick<Actor, 'role'>, schoolClass: Gradebook, { period, reason }: DepartureCase): void {
  assertMayMove(schoolClass);
  if (schoolClass.gradesLocked && !MAY_OVERRIDE_LOCK[role]) throw new GradebookLocked();
  if (period === 'OVER' && !MAY_OVERRIDE_LOCK[role]) throw onlyAdminsRemoveLate();
  if (reason !== undefined) return;
  if (schoolClass.gradesLocked || isAnythingPublished(schoolClass)) throw withdrawalReasonRequired();
  if (period === 'OVER') throw lateDepartureReasonRequired();
}

/**
 * Allows drops like withdrawals. After the drop deadline, and once marks are published, allows only admins.
 * @throws the errors of `assertMayWithdraw`, Forbidden
 */
export function assertMayDrop(actor: Pick<Actor, 'role'>, schoolClass: Gradebook, departure: DepartureCase): void {
  assertMayWithdraw(actor, schoolClass, departure);
  const isSettled = departure.period === 'WITHDRAW' || isAnythingPublished(schoolClass);
  if (isSettled && !MAY_OVERRIDE_LOCK[actor.role]) throw onlyAdminsDrop();
}

/** How students leave the classes of a term by default. `OVER`: the withdraw deadline has passed. `UNDATED`: the term has no deadline that decides. */
export type DeparturePeriod = 'DROP' | 'WITHDRAW' | 'OVER' | 'UNDATED';

/** Converts a term on a day, `YYYY-MM-DD`. A deadline includes its whole day. */
export function toDeparturePeriod(term: Pick<Term, 'dropDeadline' | 'withdrawDeadline'> | undefined, today: string): DeparturePeriod {
  if (term?.withdrawDeadline !== undefined && today > term.withdrawDeadline) return 'OVER';
  if (term?.dropDeadline === undefined) return 'UNDATED';
  return today <= term.dropDeadline ? 'DROP' : 'WITHDRAW';
}

/** How a student leaves who is removed without saying how. */
export function defaultDeparture(period: DeparturePeriod, schoolClass: Gradebook): Departure {
  switch (period) {
    case 'DROP':
      return 'DROPPED';
    case 'WITHDRAW':
    case 'OVER':
      return 'WITHDRAWN';
    case 'UNDATED':
      return isAnythingPublished(schoolClass) ? 'WITHDRAWN' : 'DROPPED';
  }
}

function isAnythingPublished({ publishedComponents }: Gradebook): boolean {
  return Object.keys(publishedComponents).length > 0;
}

/** Explains why a person cannot be enrolled in any class. Returns undefined if they can be. */
export function explainNotEnrollable(person: Pick<User, 'role' | 'status'> | undefined): DomainError | undefined {
  if (person?.role !== 'STUDENT') return new StudentNotFound();
  return person.status === 'DISABLED' ? new StudentDisabled() : undefined;
}
