/** The place of one mark in the demo school. */
export interface MarkPlace {
  readonly term: number;
  readonly number: number;
  readonly student: number;
  readonly component: number;
  /** Key of the grading scale. */
  readonly gradingScale: string;
}

/** A realistic mark: most are good, a few fail. The same place always has the same mark. */
export function markOf({ term, number, student, component, gradingScale }: MarkPlace): number {
  const talent = (student * 7 + number * 3) % 11;
  const day = (student * 13 + component * 5 + term * 17 + number) % 7;
  const percent = Math.min(100, 34 + talent * 5 + day * 3);
  switch (gradingScale) {
    case 'vn-10':
      // Quarters of a point.
      return Math.round(percent / 2.5) / 4;
    case 'de-5':
      // Tenths from 5 down to 1.
      return Math.round(50 - percent * 0.4) / 10;
    default:
      return percent;
  }
}
