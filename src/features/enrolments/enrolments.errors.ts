import { detail, domainError } from '../../core/errors/domain-error.js';
import { Forbidden, ValidationFailed } from '../../core/errors/errors.js';
import { type FieldError, fieldError } from '../../core/errors/field-error.js';

/** No person has this id, or the person is not a student. The answer is the same for both. */
export class StudentNotFound extends domainError('not_found', 'student_not_found', 'The student does not exist.') {}

export class StudentDisabled extends domainError('conflict', 'student_disabled', 'The student is disabled.') {}

/** The student changed between reading and enrolling. */
export class StudentChanged extends domainError('conflict', 'student_changed', 'The student has just changed. Try again.') {}

export class ClassFull extends domainError('conflict', 'class_full', 'The class is full.') {}

export class AlreadyEnrolled extends domainError('conflict', 'already_enrolled', 'The student is already enrolled.') {}

/** A student takes a subject once in a term, unless it is repeatable or an admin gives a reason. */
export class SubjectTaken extends domainError(
  'conflict',
  'subject_taken',
  'The student is enrolled in another class of the same subject and term. To enrol the student in both, give a reason.',
) {}

export class EnrolmentNotFound extends domainError('not_found', 'enrolment_not_found', 'The class has no record of this student.') {}

export class NotEnrolled extends domainError('conflict', 'not_enrolled', 'The student is not enrolled in the class.') {}

/** A student is moved only between classes of the same subject and term. */
export class OtherSubject extends domainError(
  'conflict',
  'other_subject',
  'The other class is of another subject or term. Remove the student here, and enrol them there.',
) {}

/** The marks do not fit the other class. `errors` lists the components that differ. */
export class ComponentsDiffer extends domainError(
  'conflict',
  'components_differ',
  'The marks do not fit the other class, because components or the grading scale differ. Make them equal first.',
) {
  static of(errors: FieldError[]): ComponentsDiffer {
    return new ComponentsDiffer(undefined, { errors });
  }
}

/** The student left the other class with marks, which a move would replace. */
export class RowHasMarks extends domainError(
  'conflict',
  'row_has_marks',
  'The student already has marks in the other class, which would be lost. Enrol the student there instead.',
) {}

export class StudentRepeated extends domainError('invalid', 'student_repeated', 'An earlier line names the same student.') {}

/** The error for a late drop, in the policy and in the write. */
export function onlyAdminsDrop(): Forbidden {
  return new Forbidden(detail('forbidden.drop'));
}

/** The error for a departure after the withdraw deadline. */
export function onlyAdminsRemoveLate(): Forbidden {
  return new Forbidden(detail('forbidden.late_departure'));
}

/** The error for a departure after the withdraw deadline without a reason. */
export function lateDepartureReasonRequired(): ValidationFailed {
  return ValidationFailed.of(fieldError('reason', 'required.withdraw_deadline'));
}

/** The error for a withdrawal or a drop without a reason, in the policy and in the write. */
export function withdrawalReasonRequired(): ValidationFailed {
  return ValidationFailed.of(fieldError('reason', 'required.marks_published'));
}
