import type { Component, Marks } from './component.js';
import type { GradingScale } from './grading-scale.js';
import { divideRounded } from './rounding.js';

/** What the marks of a row come to. */
export interface Result {
  /** Rounded to the places of the scale, in hundredths. */
  readonly value: number;
  readonly letter: string;
  /** Out of 4, in hundredths. */
  readonly gradePoint: number;
  readonly passed: boolean;
}

/** The result of a row: Σ mark × weight / 100, rounded once; undefined until every component has a mark. */
export function computeResult(marks: Marks, components: readonly Component[], scale: GradingScale): Result | undefined {
  if (!components.every(({ key }) => Object.hasOwn(marks, key))) return undefined;
  return graded(
    components.reduce((sum, { key, weight }) => sum + marks[key]! * weight, 0),
    scale,
  );
}

/** What one mark would come to if it were the whole result. */
export function resultOfMark(mark: number, scale: GradingScale): Result {
  return graded(mark * 100, scale);
}

/** @param weighted in ten-thousandths: hundredths times percent */
function graded(weighted: number, scale: GradingScale): Result {
  const place = 10 ** (2 - scale.places);
  const value = divideRounded(weighted, place * 100) * place;
  const { letter, gradePoint } = scale.bands.find(({ min }) => value >= min)!;
  return { value, letter, gradePoint, passed: value >= scale.passMark };
}
