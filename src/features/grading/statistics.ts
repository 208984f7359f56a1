import type { Result } from './result.js';
import { divideRounded } from './rounding.js';
import type { GradingScale } from './scale.js';

export interface LetterCount {
  readonly letter: string;
  readonly count: number;
}

/** Statistics over a set of results. Computed exactly, then rounded half up once. `null` if the set is empty. */
export interface Statistics {
  readonly count: number;
  /** In hundredths. */
  readonly mean: number | null;
  /** In hundredths. */
  readonly median: number | null;
  /** Population standard deviation, in hundredths. */
  readonly standardDeviation: number | null;
  /** Share of passed results, in hundredths of a percent. */
  readonly passRate: number | null;
  /** All letters of the scale, the best first. */
  readonly distribution: readonly LetterCount[];
}

/** A value with its letter: a result, or a mark with the letter that it would get as a result. */
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
 * √(n Σx² − (Σx)²) / n. Everything except the root is exact. For the size of a class, a root that is not exactly a half differs from it by at least
 * 5·10⁻¹⁵ of its value. A double is twenty times as precise, so rounding the double equals rounding the exact root.
 */
function standardDeviationOf(values: readonly number[]): number {
  const count = values.length;
  const variance = count * sum(values.map((value) => value * value)) - sum(values) ** 2;
  return Math.round(Math.sqrt(variance) / count);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
