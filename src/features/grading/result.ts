import type { Component, Marks } from './component.js';
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

/** Computes Σ mark × weight / 100, rounded once. Returns undefined until every component has a mark. */
export function computeResult(marks: Marks, components: readonly Component[], scale: GradingScale): Result | undefined {
  if (!components.every(({ key }) => Object.hasOwn(marks, key))) return undefined;
  return toResult(
    components.reduce((sum, { key, weight }) => sum + marks[key]! * weight, 0),
    scale,
  );
}

/** The result if this mark were the only component. */
export function resultOfMark(mark: number, scale: GradingScale): Result {
  return toResult(mark * 100, scale);
}

/** @param weighted mark in ten-thousandths: hundredths times percent */
function toResult(weighted: number, scale: GradingScale): Result {
  const value = roundToStep(weighted, 100, scale);
  const { letter, gradePoint } = scale.bands.find(({ worst }) => isAtLeast(value, worst, scale))!;
  return { value, letter, gradePoint, passed: isAtLeast(value, scale.passMark, scale) };
}
