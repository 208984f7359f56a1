/** The letter and grade point for results from `min` up. */
export interface Band {
  /** The lowest result of the band, in hundredths. */
  readonly min: number;
  readonly letter: string;
  /** Out of 4, in hundredths. Common to all scales, so that one GPA can mix them. */
  readonly gradePoint: number;
}

/** Converts marks to results. */
export interface GradingScale {
  readonly key: string;
  readonly name: string;
  /** The highest mark, in hundredths. */
  readonly maximum: number;
  /** Decimal places that a result is rounded to. */
  readonly places: 0 | 1 | 2;
  /** The highest band first. The last one begins at 0. */
  readonly bands: readonly Band[];
  /** The lowest result that passes, in hundredths. */
  readonly passMark: number;
}
