import { domainError } from '../../core/errors/domain-error.js';

export class GradingScaleNotFound extends domainError('not_found', 'grading_scale_not_found', 'The grading scale does not exist.') {}

export class GradingScaleFixed extends domainError(
  'conflict',
  'grading_scale_fixed',
  'The grading scale with this key belongs to the app and cannot have other versions. Choose another key.',
) {}
