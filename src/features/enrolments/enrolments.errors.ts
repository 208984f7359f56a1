import { domainError } from '../../core/errors/domain-error.js';

/** There is nobody with this id, or they are not a student: the words are the same for both. */
export class StudentNotFound extends domainError('not_found', 'student_not_found', 'The student does not exist.') {}

export class StudentDisabled extends domainError('conflict', 'student_disabled', 'The student is disabled.') {}

/** The student was changed after they were read. */
export class StudentChanged extends domainError('conflict', 'student_changed', 'The student was just changed; try again.') {}

export class ClassFull extends domainError('conflict', 'class_full', 'The class has no free seat.') {}

export class AlreadyEnrolled extends domainError('conflict', 'already_enrolled', 'The student is enrolled already.') {}

export class EnrolmentNotFound extends domainError('not_found', 'enrolment_not_found', 'The student was never in this class.') {}

export class NotEnrolled extends domainError('conflict', 'not_enrolled', 'The student is not enrolled in the class.') {}

export class StudentRepeated extends domainError('invalid', 'student_repeated', 'The list names this student before.') {}
