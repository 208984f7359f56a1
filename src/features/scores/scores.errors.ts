import { domainError } from '../../core/errors/domain-error.js';
import type { Enrolment } from '../enrolments/enrolment.js';

/** The row is newer than the version that the write is based on. `current` is the row. */
export class StaleEnrolment extends domainError(
  'conflict',
  'stale',
  'Another request has changed this row. Check the current row, then repeat your change.',
) {
  static of(current: Enrolment): StaleEnrolment {
    return new StaleEnrolment(undefined, { current });
  }

  get current(): Enrolment {
    return this.details.current as Enrolment;
  }
}

/** The components or the scale changed between reading and grading. */
export class ComponentsChanged extends domainError(
  'conflict',
  'components_changed',
  'The components of the class have just changed. Read them again.',
) {}

export class ComponentNotFound extends domainError('not_found', 'component_not_found', 'The class has no component with this key.') {}
