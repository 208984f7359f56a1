import type { DomainError } from '../../core/errors/domain-error.js';
import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import { lastPublication, type SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { NotEnrolled } from '../enrolments/enrolments.errors.js';
import type { Marks } from '../grading/component.js';
import { parseMark, toDecimal } from '../grading/mark.js';
import { computeResult } from '../grading/result.js';
import { highestMark, lowestMark } from '../grading/scale.js';
import { findGradingScale } from '../grading/scales.js';
import { StaleEnrolment } from './scores.errors.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale'>;
type Shown = Pick<SchoolClass, 'publishedComponents' | 'publications'>;

/** A requested change of the marks of one student. */
export interface MarksInput {
  readonly studentId: string;
  /** The version of the row that the change is based on. */
  readonly version: number;
  /** By component key. `null` clears a mark. Components that are left out do not change. */
  readonly marks: Readonly<Record<string, unknown>>;
}

/** The outcome for one row: saved, unchanged if `after` is `before`, or failed with an error. `row` is the one that failed; absent if there is none. */
export type MarksOutcome =
  | { readonly before: Enrolment; readonly after: Enrolment; readonly error?: undefined }
  | { readonly before?: undefined; readonly after?: undefined; readonly error: DomainError; readonly row?: Enrolment };

/** Finds unknown components and invalid marks. @param path of the marks in the body, e.g. `marks` */
export function findErrors(marks: MarksInput['marks'], schoolClass: Graded, path: string): FieldError[] {
  const scale = findGradingScale(schoolClass);
  return Object.entries(marks).flatMap(([key, value]) => {
    const field = fieldPath(key, path);
    if (!schoolClass.components.some((component) => component.key === key)) {
      return fieldError(field, 'unknown_component');
    }
    if (value === null || parseMark(value, scale) !== undefined) return [];
    return fieldError(field, 'mark', { min: toDecimal(lowestMark(scale)), max: toDecimal(highestMark(scale)) });
  });
}

/** Plans the change of a row. Validate the marks with `findErrors` first. */
export function planMarks(row: Enrolment, { version, marks }: MarksInput, schoolClass: Graded & Shown): MarksOutcome {
  if (row.status !== 'ENROLLED') return { error: new NotEnrolled(), row };
  const after = applyMarks(row, marks, schoolClass);
  // An older version with the marks of the row is the repetition of a request whose answer was lost.
  return row.version === version || after === row ? { before: row, after } : { error: StaleEnrolment.of(row), row };
}

/** Merges valid marks into a row, and computes its result. Returns the same row if nothing changes. */
export function applyMarks(row: Enrolment, input: MarksInput['marks'], schoolClass: Graded & Shown): Enrolment {
  const scale = findGradingScale(schoolClass);
  const marks: Record<string, number> = { ...row.marks };
  for (const [key, value] of Object.entries(input)) {
    const mark = parseMark(value, scale);
    if (mark === undefined) delete marks[key];
    else marks[key] = mark;
  }
  if (changedKeys(row.marks, marks).length === 0) return row;
  const result = computeResult(marks, schoolClass.components, scale);
  return { ...row, marks, lastSeen: toLastSeen(row, marks, schoolClass), result, version: row.version + 1 };
}

/** What the student saw last of components that are unpublished again, after a change of marks. */
function toLastSeen(row: Enrolment, marks: Marks, schoolClass: Shown): Enrolment['lastSeen'] {
  const lastSeen = new Map(Object.entries(row.lastSeen ?? {}));
  for (const key of changedKeys(row.marks, marks)) {
    if (Object.hasOwn(schoolClass.publishedComponents, key)) lastSeen.delete(key);
    else if (lastPublication(schoolClass, key)) {
      const seen = lastSeen.has(key) ? lastSeen.get(key)! : (row.marks[key] ?? null);
      if (seen === (marks[key] ?? null)) lastSeen.delete(key);
      else lastSeen.set(key, seen);
    }
  }
  return lastSeen.size > 0 ? Object.fromEntries(lastSeen) : undefined;
}

type Instants = Readonly<Record<string, string>>;

/**
 * The facts for the audit log: changed marks before and after, as decimals or `null`; when published components were published; and when those were last
 * published that are unpublished again.
 */
export function marksAudit(
  before: Marks,
  after: Marks,
  schoolClass: Shown,
): { before: { marks: object }; after: { marks: object; published?: Instants; lastPublished?: Instants } } {
  const keys = changedKeys(before, after);
  const changed = (marks: Marks) => ({
    marks: Object.fromEntries(keys.map((key) => [key, key in marks ? toDecimal(marks[key]!) : null])),
  });
  const instants = (isPublished: boolean): Instants | undefined => {
    const publications = keys
      .filter((key) => Object.hasOwn(schoolClass.publishedComponents, key) === isPublished)
      .flatMap((key) => {
        const publication = lastPublication(schoolClass, key);
        return publication ? [[key, publication.at]] : [];
      });
    return publications.length > 0 ? (Object.fromEntries(publications) as Instants) : undefined;
  };
  const [published, lastPublished] = [instants(true), instants(false)];
  return {
    before: changed(before),
    after: { ...changed(after), ...(published && { published }), ...(lastPublished && { lastPublished }) },
  };
}

/** The keys of the marks that differ. */
export function changedKeys(before: Marks, after: Marks): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
}
