import type { Actor } from '../../auth/actor.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ClassArchived, GradebookLocked } from '../classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../classes/gradebook-lock.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Term } from '../terms/term.js';
import type { User } from '../users/user.js';
import { onlyAdminsDrop, StudentDisabled, StudentNotFound, withdrawalReasonRequired } from './enrolments.errors.js';

/** Allows enrolments and withdrawals in active classes only. @throws ClassArchived */
export function assertMayMove({ status }: Pick<SchoolClass, 'status'>): void {
  if (status === 'ARCHIVED') throw new ClassArchived();
}

/**
 * Allows withdrawals from active classes. If marks are published or the gradebook is locked, requires a reason, because the withdrawal takes the class out
 * of a transcript that people rely on. Under a lock, allows only admins.
 * @throws ClassArchived, GradebookLocked, ValidationFailed for a missing reason
 */
export function assertMayWithdraw(
  { role }: Pick<Actor, 'role'>,
  { status, gradesLocked, publishedComponents }: Pick<SchoolClass, 'status' | 'gradesLocked' | 'publishedComponents'>,
  reason?: string,
): void {
  assertMayMove({ status });
  if (gradesLocked && !MAY_OVERRIDE_LOCK[role]) throw new GradebookLocked();
  const isRelevant = gradesLocked || Object.keys(publishedComponents).length > 0;
  if (isRelevant && reason === undefined) throw withdrawalReasonRequired();
}

/**
 * Allows drops like withdrawals. After the deadline, and once marks are published, allows only admins.
 * @throws the errors of `assertMayWithdraw`, Forbidden
 */
export function assertMayDrop(
  actor: Pick<Actor, 'role'>,
  schoolClass: Pick<SchoolClass, 'status' | 'gradesLocked' | 'publishedComponents'>,
  { isLate, reason }: { readonly isLate: boolean; readonly reason?: string },
): void {
  assertMayWithdraw(actor, schoolClass, reason);
  const isSettled = isLate || Object.keys(schoolClass.publishedComponents).length > 0;
  if (isSettled && !MAY_OVERRIDE_LOCK[actor.role]) throw onlyAdminsDrop();
}

/** Whether a term has a drop deadline, and whether its day is over. */
export type DropPeriod = 'NONE' | 'OPEN' | 'OVER';

/** Converts a term on a day, `YYYY-MM-DD`. The deadline includes its whole day. */
export function toDropPeriod(term: Pick<Term, 'dropDeadline'> | undefined, today: string): DropPeriod {
  if (term?.dropDeadline === undefined) return 'NONE';
  return today <= term.dropDeadline ? 'OPEN' : 'OVER';
}

/** Explains why a person cannot be enrolled in any class. Returns undefined if they can be. */
export function explainNotEnrollable(person: Pick<User, 'role' | 'status'> | undefined): DomainError | undefined {
  if (person?.role !== 'STUDENT') return new StudentNotFound();
  return person.status === 'DISABLED' ? new StudentDisabled() : undefined;
}
