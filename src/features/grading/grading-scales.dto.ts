import { Optional, QueryInteger, Version } from '../../http/validation/validators.js';
import { toDecimal } from './mark.js';
import { type Band, type GradingScale, highestMark, type ScaleRounding } from './scale.js';
import { toDecimals } from './scale-definition.js';

export class ReadGradingScaleQuery {
  /**
   * The version. By default it is the newest one.
   * @example 1
   */
  @Optional()
  @QueryInteger()
  @Version()
  version?: number;
}

export class BandDto {
  /**
   * The worst result of the band: the lowest, or the highest on a scale that counts downwards.
   * @example 8.5
   */
  worst!: number;

  /**
   * The same as `worst`, under its older name.
   * @example 8.5
   */
  min!: number;

  /** @example A */
  letter!: string;

  /**
   * Out of 4.
   * @example 4
   */
  gradePoint!: number;

  static from({ worst, letter, gradePoint }: Band): BandDto {
    return { worst: toDecimal(worst), min: toDecimal(worst), letter, gradePoint: toDecimal(gradePoint) };
  }
}

export class GradingScaleDto {
  /** @example vn-10 */
  key!: string;

  /**
   * The number of this version of the key. A version never changes.
   * @format int32
   * @example 1
   */
  version!: number;

  /** @example "Vietnam, 10 points" */
  name!: string;

  /**
   * The best mark. It is less than `worst` if the scale counts downwards.
   * @example 10
   */
  best!: number;

  /**
   * The worst mark.
   * @example 0
   */
  worst!: number;

  /**
   * The greatest mark as a number: the greater of `best` and `worst`.
   * @example 10
   */
  maximum!: number;

  /**
   * Results are multiples of it.
   * @example 0.1
   */
  step!: number;

  /** How a result between two steps is rounded. `half_up`: to the nearest step, a half up. `half_better`: to the nearest step, a half to the better one. `cut_better`: to the better step. */
  rounding!: ScaleRounding;

  /**
   * Decimal places that `step` needs.
   * @format int32
   * @example 1
   */
  places!: number;

  /** The best band first. */
  bands!: BandDto[];

  /**
   * The worst result that passes.
   * @example 4
   */
  passMark!: number;

  /** Whether results on this scale count in a GPA. */
  inGpa!: boolean;

  static from(scale: GradingScale): GradingScaleDto {
    const bands = scale.bands.map((band) => BandDto.from(band));
    return { ...toDecimals(scale), maximum: toDecimal(highestMark(scale)), places: placesOf(scale.step), bands };
  }
}

/** @param step in hundredths */
function placesOf(step: number): number {
  if (step % 100 === 0) return 0;
  return step % 10 === 0 ? 1 : 2;
}
