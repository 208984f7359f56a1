import { isDeepStrictEqual } from 'node:util';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { computedOf, type Final, withLapse } from '../enrolments/final.js';
import { parseMark, toDecimal } from '../grading/mark.js';
import { INCOMPLETE, type NotationCode, NOTATIONS } from '../grading/notation.js';
import { type Result, resultOfPoints } from '../grading/result.js';
import { highestMark, lowestMark } from '../grading/scale.js';
import { findGradingScale } from '../grading/scales.js';

/** One of the three. */
export interface FinalInput {
  /** A decimal. `null` removes what was entered. */
  readonly result?: number | null;
  readonly notation?: NotationCode;
  readonly incomplete?: { readonly dueOn: string; readonly lapsesTo: number };
}

type Graded = Pick<SchoolClass, 'gradingScale'>;

/**
 * Puts a final grade into a row, or removes it. Returns the same row if nothing changes. The same final grade is confirmed if the computed result has changed
 * since.
 * @param today `YYYY-MM-DD`
 * @throws ValidationFailed unless it has one of the three, and for a result that the scale does not have
 */
export function applyFinal(row: Enrolment, input: FinalInput, schoolClass: Graded, today: string): Enrolment {
  assertOne(input);
  const computed = computedOf(row);
  const final = toFinal(input, schoolClass, computed);
  if (!final) return row.final ? { ...row, final, result: computed, computed: undefined, version: row.version + 1 } : row;
  if (isDeepStrictEqual(row.final, final)) return row;
  return withLapse({ ...row, final, result: final.result, computed, version: row.version + 1 }, today);
}

function assertOne({ result, notation, incomplete }: FinalInput): void {
  if ([result, notation, incomplete].filter((given) => given !== undefined).length === 1) return;
  throw ValidationFailed.of(fieldError('result', 'exactly_one', { names: ['result', 'notation', 'incomplete'] }));
}

function toFinal({ result, notation, incomplete }: FinalInput, schoolClass: Graded, computed?: Result): Final | undefined {
  const basedOn = computed?.value ?? null;
  if (notation !== undefined) return { notation: NOTATIONS[notation], basedOn };
  if (incomplete) {
    const { dueOn, lapsesTo } = incomplete;
    return { notation: INCOMPLETE, dueOn, lapsesTo: toResult(lapsesTo, schoolClass, 'incomplete.lapsesTo', 'mark.required'), basedOn };
  }
  return result == null ? undefined : { result: toResult(result, schoolClass, 'result', 'mark'), basedOn };
}

function toResult(value: number, schoolClass: Graded, field: string, outside: 'mark' | 'mark.required'): Result {
  const scale = findGradingScale(schoolClass);
  const points = parseMark(value, scale);
  if (points === undefined) {
    throw ValidationFailed.of(fieldError(field, outside, { min: toDecimal(lowestMark(scale)), max: toDecimal(highestMark(scale)) }));
  }
  if (points % scale.step !== 0) throw ValidationFailed.of(fieldError(field, 'mark.step', { step: toDecimal(scale.step) }));
  return resultOfPoints(points, scale);
}

/** Whether two rows have the same final grade, or none, whatever their marks gave when it was entered. */
export function haveSameFinal(one: Enrolment, other: Enrolment): boolean {
  const toEntered = ({ final }: Enrolment) => final && { ...final, basedOn: null };
  return isDeepStrictEqual(toEntered(one), toEntered(other));
}

/** Whether another result, notation, last day or lapse counts than before. */
export function isShownDifferently(before: Enrolment, after: Enrolment): boolean {
  const toShown = ({ result, final }: Enrolment) => [
    result?.value,
    result ? undefined : final?.notation?.code,
    final?.dueOn,
    final?.lapsesTo?.value,
  ];
  return !isDeepStrictEqual(toShown(before), toShown(after));
}
