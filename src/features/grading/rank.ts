import { aboveWorst, type MarkRange } from './scale.js';

/** The place of a result among the results of a class: 1 is the best. */
export interface Rank {
  readonly rank: number;
  /** How many results are ranked. */
  readonly of: number;
}

/**
 * Ranks values, the best first in the direction of the scale. Equal values share a rank, and the next one is behind all of them: 1, 2, 2, 4.
 * @param values in hundredths
 * @returns the ranks by value
 */
export function rankValues(values: readonly number[], scale: MarkRange): Map<number, Rank> {
  const bestFirst = [...values].sort((a, b) => aboveWorst(b, scale) - aboveWorst(a, scale));
  const ranks = new Map<number, Rank>();
  bestFirst.forEach((value, index) => {
    if (!ranks.has(value)) ranks.set(value, { rank: index + 1, of: values.length });
  });
  return ranks;
}
