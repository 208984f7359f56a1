/** From this result on, this letter and these points. */
export interface Band {
  /** The lowest result of the band, in hundredths. */
  readonly min: number;
  readonly letter: string;
  /** Out of 4, in hundredths, so that scales mix in one GPA. */
  readonly gradePoint: number;
}

/** How marks become results. */
export interface GradingScale {
  readonly key: string;
  readonly name: string;
  /** The highest mark, in hundredths. */
  readonly maximum: number;
  /** Decimal places that a result is rounded to. */
  readonly places: 0 | 1 | 2;
  /** From the highest down; the last begins at 0. */
  readonly bands: readonly Band[];
  /** The lowest result that passes, in hundredths. */
  readonly passMark: number;
}
