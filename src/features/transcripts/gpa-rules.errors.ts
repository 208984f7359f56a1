import { domainError } from '../../core/errors/domain-error.js';

export class TooManyGpaRules extends domainError(
  'conflict',
  'too_many_gpa_rules',
  'The school has 50 rules for the GPA, which is the limit.',
) {}
