import type { Component, Marks } from './component.js';
import { divideRounded } from './rounding.js';
import type { GradingScale } from './scales.js';

/** The result of a student in a class. */
export interface Result {
  /** In hundredths, rounded to the decimal places of the scale. */
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
  const place = 10 ** (2 - scale.places);
  const value = divideRounded(weighted, place * 100) * place;
  const { letter, gradePoint } = scale.bands.find(({ min }) => value >= min)!;
  return { value, letter, gradePoint, passed: value >= scale.passMark };
}
