import type { GradingScale } from './grading-scale.js';
import type { Result } from './result.js';
import { divideRounded } from './rounding.js';

/** How many results got a letter. */
export interface LetterCount {
  readonly letter: string;
  readonly count: number;
}

/** What a set of results looks like. Computed exactly, then rounded once, half up; null where there is nothing to compute from. */
export interface Statistics {
  readonly count: number;
  /** In hundredths. */
  readonly mean: number | null;
  /** In hundredths. */
  readonly median: number | null;
  /** Of the whole population, in hundredths. */
  readonly standardDeviation: number | null;
  /** Share that passed, in hundredths of a percent. */
  readonly passRate: number | null;
  /** Every letter of the scale, from the highest down. */
  readonly distribution: readonly LetterCount[];
}

/** One value with what it came to: a result, or a mark and the result that it alone would be. */
export interface Graded {
  /** In hundredths. */
  readonly value: number;
  readonly result: Pick<Result, 'letter' | 'passed'>;
}

export function computeStatistics(graded: readonly Graded[], scale: GradingScale): Statistics {
  const values = graded.map(({ value }) => value).sort((a, b) => a - b);
  const count = values.length;
  const ratio = (numerator: number): number | null => (count === 0 ? null : divideRounded(numerator, count));
  return {
    count,
    mean: ratio(sum(values)),
    median: count === 0 ? null : medianOf(values),
    standardDeviation: count === 0 ? null : standardDeviationOf(values),
    passRate: ratio(graded.filter(({ result }) => result.passed).length * 100_00),
    distribution: computeDistribution(graded, scale),
  };
}

export function computeDistribution(graded: readonly Pick<Graded, 'result'>[], scale: GradingScale): LetterCount[] {
  return scale.bands.map(({ letter }) => ({ letter, count: graded.filter(({ result }) => result.letter === letter).length }));
}

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : divideRounded(sorted[middle - 1]! + sorted[middle]!, 2);
}

/**
 * √(n Σx² − (Σx)²) / n. All but the root is exact. For a class the root misses a half by 5·10⁻¹⁵ of itself or not at all, and a double is twenty times
 * as precise: rounding it is rounding the exact one.
 */
function standardDeviationOf(values: readonly number[]): number {
  const count = values.length;
  const variance = count * sum(values.map((value) => value * value)) - sum(values) ** 2;
  return Math.round(Math.sqrt(variance) / count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
