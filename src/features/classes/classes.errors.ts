import { domainError } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';

/** The class does not exist, or the caller may not see it. The answer is the same, so that it reveals nothing. */
export class ClassNotFound extends domainError('not_found', 'class_not_found', 'The class does not exist.') {}

export class ClassCodeTaken extends domainError('conflict', 'class_code_taken', 'The term already has a class with this code.') {}

export class ClassArchived extends domainError(
  'conflict',
  'class_archived',
  'The class is archived. Archived classes cannot be changed.',
) {}

export class ClassHadStudents extends domainError(
  'conflict',
  'class_had_students',
  'A class with students, withdrawn students or marks cannot be deleted or moved to another term. Drop the students who were enrolled by mistake.',
) {}

export class CapacityTooSmall extends domainError(
  'conflict',
  'capacity_too_small',
  'The capacity cannot be smaller than the number of enrolled students.',
) {}

/** Changing components or scale would change results that people already rely on. */
export class GradingStarted extends domainError(
  'conflict',
  'grading_started',
  'Components and grading scale cannot change while the class has marks or a component is published.',
) {}

export class GradebookLocked extends domainError('conflict', 'gradebook_locked', 'The gradebook is locked. Only an admin can change it.') {}

export class LecturerUnavailable extends domainError(
  'conflict',
  'lecturer_unavailable',
  'The lecturer is disabled or no longer a lecturer. Choose another lecturer.',
) {}

/** The class got another term between reading and enrolling. */
export class ClassChanged extends domainError('conflict', 'class_changed', 'The class has just changed. Try again.') {}

/** The subject or lecturer changed between reading and copying. */
export class SourceChanged extends domainError('conflict', 'source_changed', 'The subject or the lecturer has just changed. Try again.') {}

/** The error for a correction without a reason, in the service and in the write. */
export function correctionReasonRequired(): ValidationFailed {
  return ValidationFailed.of(fieldError('reason', 'required.marks_entered'));
}
