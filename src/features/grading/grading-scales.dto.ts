import type { Band, GradingScale } from './grading-scale.js';
import { decimalOf } from './mark.js';

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

  static of({ min, letter, gradePoint }: Band): BandDto {
    return { min: decimalOf(min), letter, gradePoint: decimalOf(gradePoint) };
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

  /** From the highest down. */
  bands!: BandDto[];

  /**
   * The lowest result that passes.
   * @example 4
   */
  passMark!: number;

  static of({ key, name, maximum, places, bands, passMark }: GradingScale): GradingScaleDto {
    return { key, name, maximum: decimalOf(maximum), places, bands: bands.map((band) => BandDto.of(band)), passMark: decimalOf(passMark) };
  }
}
