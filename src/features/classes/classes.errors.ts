import { domainError } from '../../core/errors/domain-error.js';

/** There is no such class, or it is not the caller's: the words are the same for both. */
export class ClassNotFound extends domainError('not_found', 'class_not_found', 'The class does not exist.') {}

export class ClassCodeTaken extends domainError('conflict', 'class_code_taken', 'The term has a class with this code.') {}

export class ClassArchived extends domainError('conflict', 'class_archived', 'The class is archived, and read-only.') {}

export class ClassHadStudents extends domainError('conflict', 'class_had_students', 'The class has, or had, students.') {}

export class CapacityTooSmall extends domainError(
  'conflict',
  'capacity_too_small',
  'More students are enrolled than the capacity would allow.',
) {}

/** What is graded, and on which scale, stays as it is once somebody relies on it. */
export class GradingStarted extends domainError('conflict', 'grading_started', 'Marks were entered or published already.') {}

export class GradebookLocked extends domainError('conflict', 'gradebook_locked', 'The gradebook is locked.') {}

export class LecturerUnavailable extends domainError(
  'conflict',
  'lecturer_unavailable',
  'The lecturer is disabled, or no longer a lecturer.',
) {}

/** The subject or the lecturer that a class copies from was changed after it was read. */
export class SourceChanged extends domainError('conflict', 'source_changed', 'The subject or the lecturer was just changed; try again.') {}
