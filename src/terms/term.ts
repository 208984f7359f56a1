/** A term of the school year, known by its code. */
export interface Term {
  /** E.g. `2026-1`. */
  readonly code: string;
  readonly title: string;
  /** First day, `YYYY-MM-DD`. */
  readonly startDate: string;
  /** Last day, `YYYY-MM-DD`. */
  readonly endDate: string;
  readonly version: number;
}
