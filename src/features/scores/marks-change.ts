import type { DomainError } from '../../core/errors/domain-error.js';
import { type Fault, fault, type FieldError, fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import { lastPublication, type SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { NotEnrolled } from '../enrolments/enrolments.errors.js';
import type { FeedbackChange, FeedbackTexts } from '../enrolments/feedback.js';
import { type Flag, FLAGS, flagsOf, isFlag, type Mark, type Marks } from '../grading/component.js';
import { parseMark, toDecimal } from '../grading/mark.js';
import { computeResult, type Result } from '../grading/result.js';
import { highestMark, lowestMark } from '../grading/scale.js';
import { findGradingScale } from '../grading/scales.js';
import { changedFeedback, type FeedbackInput, findFeedbackErrors, namesAfter } from './feedback-change.js';
import { StaleEnrolment } from './scores.errors.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale' | 'scale' | 'minimumWeight'>;
type Shown = Pick<SchoolClass, 'publishedComponents' | 'publications'>;

/** A requested change of the marks of one student. */
export interface MarksInput {
  readonly studentId: string;
  /** The version of the row that the change is based on. */
  readonly version: number;
  /** By component key: a decimal. `null` clears a mark or a flag. Components that are left out do not change. */
  readonly marks?: Readonly<Record<string, unknown>>;
  /** By component key: a flag, which replaces the mark. `null` clears a flag or a mark. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Components that are left out keep their feedback. */
  readonly feedback?: readonly FeedbackInput[];
}

/** The outcome for one row: saved, unchanged if `after` is `before`, or failed with an error. `row` is the one that failed; absent if there is none. */
export type MarksOutcome =
  | { readonly before: Enrolment; readonly after: Enrolment; readonly feedback?: FeedbackChange; readonly error?: undefined }
  | { readonly before?: undefined; readonly after?: undefined; readonly error: DomainError; readonly row?: Enrolment };

/** Finds unknown components, and invalid marks and flags. @param path of the row in the body, e.g. `rows[0]`; empty for the body itself */
export function findErrors(
  { marks = {}, flags = {}, feedback = [] }: Pick<MarksInput, 'marks' | 'flags' | 'feedback'>,
  schoolClass: Graded,
  path = '',
): FieldError[] {
  const scale = findGradingScale(schoolClass);
  const bounds = { min: toDecimal(lowestMark(scale)), max: toDecimal(highestMark(scale)) };
  const isKnown = (key: string) => schoolClass.components.some((component) => component.key === key);
  const find = (values: Readonly<Record<string, unknown>>, name: string, isValid: (value: unknown) => boolean, fault: Fault) =>
    Object.entries(values).flatMap(([key, value]) => {
      const field = fieldPath(key, fieldPath(name, path));
      if (!isKnown(key)) return fieldError(field, 'unknown_component');
      return value === null || isValid(value) ? [] : [{ field, ...fault }];
    });
  const contradictions = Object.entries(flags).filter(([key, flag]) => flag !== null && Object.hasOwn(marks, key) && marks[key] !== null);
  return [
    ...find(marks, 'marks', (value) => parseMark(value, scale) !== undefined, fault('mark', bounds)),
    ...find(flags, 'flags', isFlag, fault('flag', { flags: FLAGS })),
    ...contradictions.map(([key]) => fieldError(fieldPath(key, fieldPath('flags', path)), 'mark_and_flag')),
    ...findFeedbackErrors(feedback, schoolClass, fieldPath('feedback', path)),
  ];
}

/**
 * Plans the change of a row. Validate the marks with `findErrors` first.
 * @param stored the texts behind the feedback that the input changes
 */
export function planMarks(
  row: Enrolment,
  { version, feedback = [], ...input }: MarksInput,
  schoolClass: Graded & Shown,
  stored: FeedbackTexts = new Map(),
): MarksOutcome {
  if (row.status !== 'ENROLLED') return { error: new NotEnrolled(), row };
  const marked = applyMarks(row, input, schoolClass);
  const texts = changedFeedback(row, feedback, stored);
  const after = texts.size > 0 ? withFeedback(marked, texts, row.version + 1) : marked;
  // An older version with the marks of the row is the repetition of a request whose answer was lost.
  if (row.version !== version && after !== row) return { error: StaleEnrolment.of(row), row };
  return { before: row, after, ...(texts.size > 0 && { feedback: texts }) };
}

function withFeedback(row: Enrolment, texts: FeedbackChange, version: number): Enrolment {
  return { ...row, feedback: namesAfter(row, texts, version), version };
}

/** The valid marks and flags of an input, by component key. Undefined: none. */
function toMarks(
  { marks = {}, flags = {} }: Pick<MarksInput, 'marks' | 'flags'>,
  schoolClass: Graded,
): ReadonlyMap<string, Mark | undefined> {
  const scale = findGradingScale(schoolClass);
  const numbers = Object.entries(marks).map(([key, value]) => [key, parseMark(value, scale)] as const);
  const chosen = Object.entries(flags).filter(([key, flag]) => flag !== null || !Object.hasOwn(marks, key));
  return new Map<string, Mark | undefined>([...numbers, ...chosen.map(([key, flag]) => [key, isFlag(flag) ? flag : undefined] as const)]);
}

/** Merges valid marks and flags into a row, and computes its result. Returns the same row if nothing changes. */
export function applyMarks(row: Enrolment, input: Pick<MarksInput, 'marks' | 'flags'>, schoolClass: Graded & Shown): Enrolment {
  const marks: Record<string, Mark> = { ...row.marks };
  for (const [key, mark] of toMarks(input, schoolClass)) {
    if (mark === undefined) delete marks[key];
    else marks[key] = mark;
  }
  if (changedKeys(row.marks, marks).length === 0) return row;
  const result = resultOf(marks, schoolClass);
  const results = row.final ? { result: row.result, computed: result } : { result };
  return { ...row, marks, lastSeen: toLastSeen(row, marks, schoolClass), ...results, version: row.version + 1 };
}

/** The result of valid marks in a class. Undefined if there is none yet. */
export function resultOf(marks: Marks, schoolClass: Graded): Result | undefined {
  return computeResult(marks, schoolClass.components, findGradingScale(schoolClass), schoolClass.minimumWeight);
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

type MarkFacts = {
  readonly marks: Readonly<Record<string, number | null>>;
  readonly flags?: Readonly<Record<string, Flag>>;
};

/**
 * The facts for the audit log: changed marks before and after, as decimals or `null`, and the flags in their place; when published components were
 * published; and when those were last published that are unpublished again.
 */
export function marksAudit(
  before: Marks,
  after: Marks,
  schoolClass: Shown,
): { before: MarkFacts; after: MarkFacts & { published?: Instants; lastPublished?: Instants } } {
  const keys = changedKeys(before, after);
  const changed = (marks: Marks): MarkFacts => {
    const changing = keys.filter((key) => Object.hasOwn(marks, key));
    const flags = flagsOf(Object.fromEntries(changing.map((key) => [key, marks[key]!])));
    const toNumber = (mark?: Mark) => (mark === undefined || isFlag(mark) ? null : toDecimal(mark));
    return { marks: Object.fromEntries(keys.map((key) => [key, toNumber(marks[key])])), ...(flags && { flags }) };
  };
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
