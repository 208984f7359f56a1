import type { Actor } from '../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../classes/classes.errors.js';
import { mayRun } from '../classes/classes.policy.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import type { User } from '../users/user.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';

/** Allows the admin and the lecturer of a class to see its roster. @throws ClassNotFound */
export function assertMaySeeRoster<T extends Pick<SchoolClass, 'lecturerId'>>(
  actor: Actor,
  schoolClass: T | undefined,
): asserts schoolClass is T {
  if (!schoolClass || !mayRun(actor, schoolClass)) throw new ClassNotFound();
}

/** Allows enrolments and withdrawals in active classes only. @throws ClassArchived */
export function assertMayMove({ status }: Pick<SchoolClass, 'status'>): void {
  if (status === 'ARCHIVED') throw new ClassArchived();
}

/** Explains why a person cannot be enrolled in any class. Returns undefined if they can be. */
export function explainNotEnrollable(person: Pick<User, 'role' | 'status'> | undefined): DomainError | undefined {
  if (person?.role !== 'STUDENT') return new StudentNotFound();
  return person.status === 'DISABLED' ? new StudentDisabled() : undefined;
}
