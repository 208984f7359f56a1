import { StaleVersion } from '../../core/errors/errors.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment, EnrolmentKey } from './enrolment.js';

/** The length of a text, in characters. */
export const MAX_FEEDBACK = 2_000;

/** What staff tell a student about one mark. */
export interface Feedback extends EnrolmentKey {
  /** Key of the component. */
  readonly component: string;
  readonly text: string;
  /** The version that the row got with this text. */
  readonly version: number;
}

export type FeedbackKey = Pick<Feedback, 'classId' | 'studentId' | 'component'>;

/** Texts by component key. */
export type FeedbackTexts = ReadonlyMap<string, string>;

/** Changed texts by component key. `null`: removed. */
export type FeedbackChange = ReadonlyMap<string, string | null>;

/** The keys of the feedback that a row names. @param isWanted chooses components */
export function feedbackKeysOf({ classId, studentId, feedback = {} }: Enrolment, isWanted = (_component: string) => true): FeedbackKey[] {
  return Object.keys(feedback)
    .filter(isWanted)
    .map((component) => ({ classId, studentId, component }));
}

/** The feedback that a row names. An earlier version of the app leaves feedback behind when it deletes or moves a row. */
export function feedbackOf({ studentId, feedback: named = {} }: Enrolment, found: readonly Feedback[]): Feedback[] {
  return found.filter((feedback) => feedback.studentId === studentId && Object.hasOwn(named, feedback.component));
}

/** Sorts the feedback of a row like the components of its class. */
export function inOrder(feedback: readonly Feedback[], { components }: Pick<SchoolClass, 'components'>): Feedback[] {
  return components.flatMap(({ key }) => feedback.filter(({ component }) => component === key));
}

/**
 * The texts that were written with a row as it was read. Another one is of another request, or an earlier version of the app has left it behind.
 * @param basedOn the version of the row that a change is based on
 * @throws StaleVersion if a text is another one, and only the right one tells whether an older change was made already
 */
export function textsOf(row: Enrolment, found: readonly Feedback[], basedOn: number): FeedbackTexts {
  const own = feedbackOf(row, found);
  const current = own.filter(({ component, version }) => row.feedback![component] === version);
  if (current.length < own.length && basedOn !== row.version) throw new StaleVersion();
  return new Map(current.map(({ component, text }) => [component, text]));
}
