import { domainError } from '../../core/errors/domain-error.js';

export class SubjectNotFound extends domainError('not_found', 'subject_not_found', 'The subject does not exist.') {}

export class SubjectCodeTaken extends domainError('conflict', 'subject_code_taken', 'A subject with this code already exists.') {}

export class SubjectRetired extends domainError(
  'conflict',
  'subject_retired',
  'The subject is retired. Reinstate it or choose another one.',
) {}
