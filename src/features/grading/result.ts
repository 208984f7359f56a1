import type { Component, Mark, Marks } from './component.js';
import { type GradingScale, isAtLeast, roundToStep } from './scale.js';

/** The result of a student in a class. */
export interface Result {
  /** In hundredths, rounded to the step of the scale. */
  readonly value: number;
  readonly letter: string;
  /** Out of 4, in hundredths. */
  readonly gradePoint: number;
  readonly passed: boolean;
}

/** The components that count must have this share of the result, in percent, unless the class says otherwise. */
export const DEFAULT_MINIMUM_WEIGHT = 50;

/**
 * Computes Σ mark × weight / Σ weight over the regular components from which the student is not excused, and adds Σ mark × weight / 100 of bonus components.
 * Rounds once, and cuts at the best mark.
 * @param minimumWeight in percent
 * @returns undefined until every regular component has a mark or a flag, and if those that count have less than the minimum weight
 */
export function computeResult(
  marks: Marks,
  components: readonly Component[],
  scale: GradingScale,
  minimumWeight = DEFAULT_MINIMUM_WEIGHT,
): Result | undefined {
  const regular = components.filter(({ bonus }) => !bonus);
  if (!regular.every(({ key }) => Object.hasOwn(marks, key))) return undefined;
  const counted = regular.filter(({ key }) => marks[key] !== 'EX');
  const weight = sum(counted.map((each) => each.weight));
  if (weight < minimumWeight) return undefined;
  const weighted = sum(counted.map((each) => pointsOf(marks[each.key]!, scale)! * each.weight));
  // An absence is no reason to add the worst mark.
  const bonuses = components.filter(({ key, bonus }) => bonus && typeof marks[key] === 'number');
  const added = sum(bonuses.map((each) => (marks[each.key] as number) * each.weight));
  return toResult(weighted * 100 + added * weight, weight * 100, scale);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What a mark counts, in hundredths. Undefined if the student is excused. */
export function pointsOf(mark: Mark, { worst }: GradingScale): number | undefined {
  if (mark === 'EX') return undefined;
  return mark === 'ABS' ? worst : mark;
}

/** The result if these points, in hundredths, were the only component. */
export function resultOfPoints(points: number, scale: GradingScale): Result {
  return toResult(points, 1, scale);
}

/** Divides hundredths, rounds to the step of the scale, and cuts at the best mark. */
function toResult(numerator: number, denominator: number, scale: GradingScale): Result {
  const rounded = roundToStep(numerator, denominator, scale);
  // Only a bonus can be too much.
  const value = isAtLeast(rounded, scale.best, scale) ? scale.best : rounded;
  const { letter, gradePoint } = scale.bands.find(({ worst }) => isAtLeast(value, worst, scale))!;
  return { value, letter, gradePoint, passed: isAtLeast(value, scale.passMark, scale) };
}
