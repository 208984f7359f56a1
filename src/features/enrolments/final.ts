import { toDecimal } from '../grading/mark.js';
import { type Notation, NOTATIONS } from '../grading/notation.js';
import type { Result } from '../grading/result.js';

/** What a board or a lecturer has entered in place of the computed result. It has a result, or a notation. */
export interface Final {
  readonly result?: Result;
  readonly notation?: Notation;
  /** Only of an incomplete: the last day of the student's time, `YYYY-MM-DD`. */
  readonly dueOn?: string;
  /** Only of an incomplete: the result from the day after `dueOn`. */
  readonly lapsesTo?: Result;
  /** The value of the computed result when this was entered, in hundredths; `null` if there was none. */
  readonly basedOn: number | null;
}

/** What counts in a row, and what was computed. */
export interface Graded {
  readonly final?: Final;
  readonly result?: Result;
  readonly computed?: Result;
}

/** The result of the marks of a row, whether it counts or not. */
export function computedOf({ final, result, computed }: Graded): Result | undefined {
  return final ? computed : result;
}

/** Whether the student audits the class. */
export function isAuditing({ final }: Pick<Graded, 'final'>): boolean {
  return final?.notation?.code === NOTATIONS.AU.code;
}

/** The grades of a student who does, or does not, audit the class. Returns the same ones if that changes nothing. `AU` replaces another final grade. */
export function withAuditing(grades: Graded, auditing: boolean): Graded {
  if (auditing === isAuditing(grades)) return grades;
  const computed = computedOf(grades);
  return auditing ? { final: { notation: NOTATIONS.AU, basedOn: computed?.value ?? null }, computed } : { result: computed };
}

/** A final grade for the audit log and for messages: a decimal, the code of a notation, or `null`. */
export function formatFinal(final: Final | undefined): { value: number | string | null; dueOn?: string; lapsesTo?: number } {
  if (!final) return { value: null };
  const { result, notation, dueOn, lapsesTo } = final;
  return {
    value: result ? toDecimal(result.value) : notation!.code,
    ...(dueOn !== undefined && { dueOn }),
    ...(lapsesTo && { lapsesTo: toDecimal(lapsesTo.value) }),
  };
}

/** The row as it counts on a day: an incomplete whose time is up has the result to which it lapses. @param today `YYYY-MM-DD` */
export function withLapse<T extends { readonly final?: Final; readonly result?: Result }>(row: T, today: string): T {
  const { final } = row;
  return final?.dueOn !== undefined && final.dueOn < today ? { ...row, result: final.lapsesTo } : row;
}
