import type { Notation } from '../grading/notation.js';
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

/** The row as it counts on a day: an incomplete whose time is up has the result to which it lapses. @param today `YYYY-MM-DD` */
export function withLapse<T extends { readonly final?: Final; readonly result?: Result }>(row: T, today: string): T {
  const { final } = row;
  return final?.dueOn !== undefined && final.dueOn < today ? { ...row, result: final.lapsesTo } : row;
}
