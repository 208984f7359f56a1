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

/** Marks of a request. A component that is absent does not change; `null` clears its mark. */
export type GivenMarks = Readonly<Record<string, unknown>>;

/** Validates the marks of a request. @param path of the marks in the body, e.g. `marks` */
export function findErrors(given: GivenMarks, schoolClass: Graded, path: string): FieldError[] {
  const { maximum } = findGradingScale(schoolClass);
  return Object.entries(given).flatMap(([key, value]) => {
    const field = fieldPath(key, path);
    if (!schoolClass.components.some((component) => component.key === key)) {
      return { field, code: 'unknown_component', message: 'is not a component of the class.' };
    }
    if (value === null || parseMark(value, maximum) !== undefined) return [];
    return { field, code: 'mark', message: `must be a number from 0 to ${toDecimal(maximum)} with at most two decimal places, or null.` };
  });
}

/** New marks for the row of one student, based on a version of it. */
export interface RowChange {
  readonly studentId: string;
  readonly version: number;
  readonly marks: GivenMarks;
}

/** The effect of a change on the current row: a new row, an error, or neither if nothing changes. */
export interface Plan {
  readonly row: Enrolment;
  readonly after?: Enrolment;
  readonly refusal?: DomainError;
}

/** Plans a change. Expects valid marks: call `findErrors` first. */
export function planChange(row: Enrolment, change: Omit<RowChange, 'studentId'>, schoolClass: Graded): Plan {
  if (row.status !== 'ENROLLED') return { row, refusal: new NotEnrolled() };
  if (row.version !== change.version) return { row, refusal: StaleEnrolment.of(row) };
  return { row, after: applyMarks(row, change.marks, schoolClass) };
}

/** Applies valid marks to a row and computes its result. Returns undefined if nothing changes. */
export function applyMarks(row: Enrolment, given: GivenMarks, schoolClass: Graded): Enrolment | undefined {
  const scale = findGradingScale(schoolClass);
  const marks: Record<string, number> = { ...row.marks };
  for (const [key, value] of Object.entries(given)) {
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
  const toFacts = (marks: Marks) => ({ marks: Object.fromEntries(keys.map((key) => [key, key in marks ? toDecimal(marks[key]!) : null])) });
  const published = Object.entries(publishedComponents).filter(([key]) => keys.includes(key));
  return {
    before: toFacts(before),
    after: { ...toFacts(after), ...(published.length > 0 && { published: Object.fromEntries(published) }) },
  };
}

function changedKeys(before: Marks, after: Marks): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
}
