import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { FeedbackChange, FeedbackTexts } from '../enrolments/feedback.js';

/** Feedback on one component. `null` removes it. */
export interface FeedbackInput {
  /** Key of the component. */
  readonly component: string;
  readonly text: string | null;
}

/** Finds unknown and repeated components. @param path of the list in the body, e.g. `rows[0].feedback` */
export function findFeedbackErrors(
  inputs: readonly FeedbackInput[],
  { components }: Pick<SchoolClass, 'components'>,
  path: string,
): FieldError[] {
  const keys = inputs.map(({ component }) => component);
  return keys.flatMap((component, index) => {
    const field = `${path}[${index}].component`;
    if (!components.some(({ key }) => key === component)) return fieldError(field, 'unknown_component');
    return keys.indexOf(component) === index ? [] : fieldError(field, 'repeated.component');
  });
}

/** The inputs that change a row and the texts that it names. */
export function changedFeedback(
  { feedback: named = {} }: Enrolment,
  inputs: readonly FeedbackInput[],
  texts: FeedbackTexts,
): FeedbackChange {
  const changing = inputs.filter(({ component, text }) =>
    text === null ? Object.hasOwn(named, component) : text !== texts.get(component),
  );
  return new Map(changing.map(({ component, text }) => [component, text]));
}

/** What a row names after a change of feedback that gives it a version. */
export function namesAfter({ feedback }: Enrolment, changed: FeedbackChange, version: number): Enrolment['feedback'] {
  const named = new Map(Object.entries(feedback ?? {}));
  for (const [component, text] of changed) {
    if (text === null) named.delete(component);
    else named.set(component, version);
  }
  return named.size > 0 ? Object.fromEntries(named) : undefined;
}

/** The facts for the audit log: which of the changed texts there are, not what they say. */
export function feedbackAudit(before: Enrolment, after: Enrolment, changed: FeedbackChange) {
  const named = ({ feedback = {} }: Enrolment) => ({ feedback: [...changed.keys()].filter((key) => Object.hasOwn(feedback, key)) });
  return { before: named(before), after: named(after) };
}
