import { domainError } from '../../core/errors/domain-error.js';
import type { FieldError } from '../../core/errors/field-error.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Mark } from '../grading/component.js';

/** A mark that two people have changed. Undefined without a mark. */
export interface MarkConflict {
  readonly component: string;
  readonly sent: Mark | undefined;
  readonly stored: Mark | undefined;
}

/** The row is newer than the version that the write is based on. `current` is the row. */
export class StaleEnrolment extends domainError(
  'conflict',
  'stale',
  'Another request has changed this row. Check the current row, then repeat your change.',
) {
  /** Empty if the write does not say which marks it is based on. */
  readonly conflicts: readonly MarkConflict[] = [];

  static of(current: Enrolment, conflicts: readonly MarkConflict[] = []): StaleEnrolment {
    return Object.assign(new StaleEnrolment(undefined, { current }), { conflicts });
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

/** Marks of enrolled students are missing or not published. `errors` lists which, for each component. */
export class ClassIncomplete extends domainError(
  'conflict',
  'class_incomplete',
  'Marks of the class are missing or not published. Enter and publish them, or archive the class anyway and give a reason.',
) {
  static of(errors: FieldError[]): ClassIncomplete {
    return new ClassIncomplete(undefined, { errors });
  }
}
