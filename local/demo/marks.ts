/** The place of one mark in the demo school. */
export interface MarkPlace {
  readonly term: number;
  readonly number: number;
  readonly student: number;
  readonly component: number;
  /** The highest mark of the scale. */
  readonly maximum: number;
}

/** A realistic mark: most are good, a few fail. The same place always has the same mark. */
export function markOf({ term, number, student, component, maximum }: MarkPlace): number {
  const talent = (student * 7 + number * 3) % 11;
  const day = (student * 13 + component * 5 + term * 17 + number) % 7;
  const percent = Math.min(100, 34 + talent * 5 + day * 3);
  // Quarters of a point out of 10, whole points out of 100.
  return maximum === 10 ? Math.round(percent / 2.5) / 4 : percent;
}
