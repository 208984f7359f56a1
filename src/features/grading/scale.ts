import { divideRounded, type Rounding } from './rounding.js';

/** How the result between two steps is rounded. `better` is towards the best mark, whether the scale counts up or down. */
export type ScaleRounding = 'half_up' | 'half_better' | 'cut_better';

/** The letter and grade point of results from `worst` up to the next better band. */
export interface Band {
  /** The worst result of the band, in hundredths: the lowest, or the highest if the scale counts downwards. */
  readonly worst: number;
  readonly letter: string;
  /** Out of 4, in hundredths. Common to all scales, so that one GPA can mix them. */
  readonly gradePoint: number;
}

/** The greatest mark of any scale, in hundredths. The least is 0. */
export const MAX_MARK = 100_00;

/** The marks of a scale, in hundredths. The scale counts downwards if the best mark is the lower one. */
export interface MarkRange {
  readonly best: number;
  readonly worst: number;
}

/** Converts marks to results. A version never changes. */
export interface GradingScale extends MarkRange {
  readonly key: string;
  /** Counts the versions of the key, from 1. */
  readonly version: number;
  readonly name: string;
  /** Results are multiples of it, in hundredths: 1, 10, 25, 50 or 100. All bounds of the scale are too. */
  readonly step: number;
  readonly rounding: ScaleRounding;
  /** The best band first. The last one begins at the worst mark. */
  readonly bands: readonly Band[];
  /** The worst result that passes, in hundredths. */
  readonly passMark: number;
  /** Whether results on the scale count in a GPA. */
  readonly inGpa: boolean;
}

export function lowestMark({ best, worst }: MarkRange): number {
  return Math.min(best, worst);
}

export function highestMark({ best, worst }: MarkRange): number {
  return Math.max(best, worst);
}

/** How much better a value is than the worst mark, in hundredths. Not negative for a mark of the scale. */
export function aboveWorst(value: number, { best, worst }: MarkRange): number {
  return best > worst ? value - worst : worst - value;
}

/** Whether a value is as good as a bound, or better. */
export function isAtLeast(value: number, bound: number, scale: MarkRange): boolean {
  return aboveWorst(value, scale) >= aboveWorst(bound, scale);
}

/**
 * Rounds a fraction of hundredths to the step of a scale.
 * @param numerator an integer of any sign, safe when multiplied by 2
 * @param denominator a positive integer, safe when multiplied by 2 and the step
 */
export function roundToStep(
  numerator: number,
  denominator: number,
  { rounding, step, ...range }: Pick<GradingScale, 'best' | 'worst' | 'rounding' | 'step'>,
): number {
  return divideRounded(numerator, denominator * step, inDirection(rounding, range)) * step;
}

function inDirection(rounding: ScaleRounding, { best, worst }: MarkRange): Rounding {
  const isUpward = best > worst;
  switch (rounding) {
    case 'half_up':
      return 'half_up';
    case 'half_better':
      return isUpward ? 'half_up' : 'half_down';
    case 'cut_better':
      return isUpward ? 'up' : 'down';
  }
}
