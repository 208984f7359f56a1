import type { Actor } from '../../auth/actor.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ClassArchived, GradebookLocked } from '../classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../classes/gradebook-lock.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { User } from '../users/user.js';
import { StudentDisabled, StudentNotFound, withdrawalReasonRequired } from './enrolments.errors.js';

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

/** Explains why a person cannot be enrolled in any class. Returns undefined if they can be. */
export function explainNotEnrollable(person: Pick<User, 'role' | 'status'> | undefined): DomainError | undefined {
  if (person?.role !== 'STUDENT') return new StudentNotFound();
  return person.status === 'DISABLED' ? new StudentDisabled() : undefined;
}
