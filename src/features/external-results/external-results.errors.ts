import { domainError } from '../../core/errors/domain-error.js';

export class ExternalResultNotFound extends domainError(
  'not_found',
  'external_result_not_found',
  'The student has no such external result.',
) {}

export class TooManyExternalResults extends domainError(
  'conflict',
  'too_many_external_results',
  'The student has 100 external results, which is the limit. Delete one, or put several into one.',
) {}
