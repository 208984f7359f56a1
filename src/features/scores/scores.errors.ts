import { domainError } from '../../core/errors/domain-error.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { GradebookRowDto } from './gradebook-row.dto.js';

/** The row was changed after the version that the write is based on. Carries the row as it is now. */
export class StaleEnrolment extends domainError('conflict', 'stale', 'The row was changed in the meantime.') {
  static readonly current = GradebookRowDto;

  static of(current: Enrolment): StaleEnrolment {
    return new StaleEnrolment(undefined, { current: GradebookRowDto.from(current) });
  }
}

/** What is graded was changed after the gradebook was read. */
export class ComponentsChanged extends domainError(
  'conflict',
  'components_changed',
  'The components were just changed; read them again.',
) {}

export class ComponentNotFound extends domainError('not_found', 'component_not_found', 'The class has no such component.') {}
