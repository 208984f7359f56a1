import type { DomainError } from '../../core/errors/domain-error.js';
import { ClassArchived } from '../classes/classes.errors.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { User } from '../users/user.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';

/** Allows enrolments and withdrawals in active classes only. @throws ClassArchived */
export function assertMayMove({ status }: Pick<SchoolClass, 'status'>): void {
  if (status === 'ARCHIVED') throw new ClassArchived();
}

/** Explains why a person cannot be enrolled in any class. Returns undefined if they can be. */
export function explainNotEnrollable(person: Pick<User, 'role' | 'status'> | undefined): DomainError | undefined {
  if (person?.role !== 'STUDENT') return new StudentNotFound();
  return person.status === 'DISABLED' ? new StudentDisabled() : undefined;
}
