/** What the marks of a row come to. */
export interface Result {
  /** Rounded to the places of the scale, in hundredths. */
  readonly value: number;
  readonly letter: string;
  /** Out of 4, in hundredths. */
  readonly gradePoint: number;
  readonly passed: boolean;
}
