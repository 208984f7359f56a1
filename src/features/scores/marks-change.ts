import type { SchoolClass } from '../classes/school-class.js';
import type { DomainError, FieldError } from '../../core/errors/domain-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { NotEnrolled } from '../enrolments/enrolments.errors.js';
import type { Marks } from '../grading/component.js';
import { toDecimal, parseMark } from '../grading/mark.js';
import { computeResult } from '../grading/result.js';
import { findGradingScale } from '../grading/scales.js';
import { StaleEnrolment } from './scores.errors.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale'>;

/** What a request gives for the row of one student. */
export interface MarksInput {
  readonly studentId: string;
  /** Of the row that the change is based on. */
  readonly version: number;
  /** By the key of the component. One that is not named stays as it is; `null` clears. */
  readonly marks: Readonly<Record<string, unknown>>;
}

/**
 * What becomes of a row: it is saved, or stays as it is if `after` is `before`, or an error stops it. StaleEnrolment carries the row that was found
 * instead.
 */
export type MarksOutcome =
  | { readonly before: Enrolment; readonly after: Enrolment; readonly error?: undefined }
  | { readonly before?: undefined; readonly after?: undefined; readonly error: DomainError };

/** Finds what is wrong with the marks of an input. @param path where they are in the body, e.g. `marks` */
export function findErrors(marks: MarksInput['marks'], schoolClass: Graded, path: string): FieldError[] {
  const { maximum } = findGradingScale(schoolClass);
  return Object.entries(marks).flatMap(([key, value]) => {
    const field = fieldPath(key, path);
    if (!schoolClass.components.some((component) => component.key === key)) {
      return { field, code: 'unknown_component', message: 'is not a component of the class.' };
    }
    if (value === null || parseMark(value, maximum) !== undefined) return [];
    return { field, code: 'mark', message: `must be a number from 0 to ${toDecimal(maximum)} with at most two decimal places, or null.` };
  });
}

/** Plans the change of a row. The marks are valid: see `findErrors`. */
export function planMarks(row: Enrolment, { version, marks }: MarksInput, schoolClass: Graded): MarksOutcome {
  const error = explainNotGradable(row, version);
  return error ? { error } : { before: row, after: applyMarks(row, marks, schoolClass) ?? row };
}

/** Checks that a row takes marks from somebody who saw a version of it. @throws NotEnrolled, StaleEnrolment */
export function assertGradable(row: Enrolment, version: number): void {
  const error = explainNotGradable(row, version);
  if (error) throw error;
}

function explainNotGradable(row: Enrolment, version: number): DomainError | undefined {
  if (row.status !== 'ENROLLED') return new NotEnrolled();
  return row.version === version ? undefined : StaleEnrolment.of(row);
}

/** Lays valid marks over those of a row, and computes its result. @returns undefined if nothing changes */
export function applyMarks(row: Enrolment, input: MarksInput['marks'], schoolClass: Graded): Enrolment | undefined {
  const scale = findGradingScale(schoolClass);
  const marks: Record<string, number> = { ...row.marks };
  for (const [key, value] of Object.entries(input)) {
    const mark = parseMark(value, scale.maximum);
    if (mark === undefined) delete marks[key];
    else marks[key] = mark;
  }
  if (changedKeys(row.marks, marks).length === 0) return undefined;
  return { ...row, marks, result: computeResult(marks, schoolClass.components, scale), version: row.version + 1 };
}

type Published = SchoolClass['publishedComponents'];

/**
 * The facts for the audit log: changed marks before and after, as decimals, `null` for none. Also when the changed components were published, if they
 * are.
 */
export function marksAudit(
  before: Marks,
  after: Marks,
  publishedComponents: Published,
): { before: { marks: object }; after: { marks: object; published?: Published } } {
  const keys = changedKeys(before, after);
  const changed = (marks: Marks) => ({
    marks: Object.fromEntries(keys.map((key) => [key, key in marks ? toDecimal(marks[key]!) : null])),
  });
  const published = Object.entries(publishedComponents).filter(([key]) => keys.includes(key));
  return {
    before: changed(before),
    after: { ...changed(after), ...(published.length > 0 && { published: Object.fromEntries(published) }) },
  };
}

function changedKeys(before: Marks, after: Marks): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
}
