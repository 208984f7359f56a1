import { domainError } from '../../core/errors/domain-error.js';

export class TooManyUploads extends domainError(
  'too_many',
  'too_many_uploads',
  'You have too many uploads that you did not finish. Finish one of them, or wait half an hour.',
  { retryAfter: 1800 },
) {}
