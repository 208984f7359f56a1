import { toDecimal } from './mark.js';
import type { Band, GradingScale } from './scales.js';

export class BandDto {
  /**
   * The lowest result of the band.
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

  static from({ min, letter, gradePoint }: Band): BandDto {
    return { min: toDecimal(min), letter, gradePoint: toDecimal(gradePoint) };
  }
}

export class GradingScaleDto {
  /** @example vn-10 */
  key!: string;

  /** @example "Vietnam, 10 points" */
  name!: string;

  /**
   * The highest mark.
   * @example 10
   */
  maximum!: number;

  /**
   * Decimal places that a result is rounded to.
   * @format int32
   * @example 1
   */
  places!: number;

  /** The highest band first. */
  bands!: BandDto[];

  /**
   * The lowest result that passes.
   * @example 4
   */
  passMark!: number;

  static from({ key, name, maximum, places, bands, passMark }: GradingScale): GradingScaleDto {
    return {
      key,
      name,
      maximum: toDecimal(maximum),
      places,
      bands: bands.map((band) => BandDto.from(band)),
      passMark: toDecimal(passMark),
    };
  }
}
