import { fault } from '../../core/errors/field-error.js';
import { SingleLine } from '../../http/validation/text.validators.js';
import { Decimal, BodyBoolean, ListOf, OneOf, Pattern, Text } from '../../http/validation/validators.js';
import { fromDecimal, toDecimal } from './mark.js';
import { type Band, MAX_MARK, type ScaleRounding } from './scale.js';
import { SCALE_KEY, type ScaleDefinition } from './scale-definition.js';

const STEPS = [0.01, 0.1, 0.25, 0.5, 1];
const ROUNDINGS: readonly ScaleRounding[] = ['half_up', 'half_better', 'cut_better'];
const MAX_BANDS = 20;

/** The key of a grading scale. */
export const ScaleKey = (): PropertyDecorator => (target, property) => {
  Text()(target, property);
  Pattern(SCALE_KEY, fault('invalid_scale_key'))(target, property);
};

/** A mark of any scale. */
export const AnyMark = (): PropertyDecorator => Decimal(0, toDecimal(MAX_MARK));

export class CreateBandDto {
  /**
   * The worst result of the band: the lowest, or the highest on a scale that counts downwards.
   * @example 1.5
   */
  @AnyMark()
  worst!: number;

  /**
   * Unique within the scale. Case does not matter.
   * @example "sehr gut"
   */
  @SingleLine(30)
  letter!: string;

  /**
   * Out of 4, with at most two decimal places.
   * @example 4
   */
  @Decimal(0, 4)
  gradePoint!: number;
}

/** A mark, a bound and a pass mark have at most two decimal places. Every bound and the pass mark are multiples of `step`. */
export class CreateGradingScaleDto {
  /**
   * The name of all versions of the scale: lower-case letters, digits and hyphens.
   * @example de-5
   */
  @ScaleKey()
  key!: string;

  /** @example "Germany, 1 to 5" */
  @SingleLine(100)
  name!: string;

  /**
   * The best mark. If it is less than `worst`, the scale counts downwards.
   * @example 1
   */
  @AnyMark()
  best!: number;

  /**
   * The worst mark.
   * @example 5
   */
  @AnyMark()
  worst!: number;

  /**
   * Results are multiples of it.
   * @example 0.1
   */
  @OneOf(STEPS)
  step!: number;

  /** How a result between two steps is rounded. `half_up`: to the nearest step, a half up. `half_better`: to the nearest step, a half to the better one. `cut_better`: to the better step. */
  @OneOf(ROUNDINGS)
  rounding!: ScaleRounding;

  /** The best band first. The bound of the last one is the worst mark. */
  @ListOf(() => CreateBandDto, { min: 1, max: MAX_BANDS })
  bands!: CreateBandDto[];

  /**
   * The worst result that passes.
   * @example 4
   */
  @AnyMark()
  passMark!: number;

  /** Whether results on this scale count in a GPA. Their credits count in any case. */
  @BodyBoolean()
  inGpa!: boolean;

  toDefinition(): ScaleDefinition {
    const { key, name, rounding, inGpa } = this;
    return {
      ...{ key, name, rounding, inGpa },
      best: fromDecimal(this.best),
      worst: fromDecimal(this.worst),
      step: fromDecimal(this.step),
      bands: this.bands.map(toBand),
      passMark: fromDecimal(this.passMark),
    };
  }
}

function toBand({ worst, letter, gradePoint }: CreateBandDto): Band {
  return { worst: fromDecimal(worst), letter, gradePoint: fromDecimal(gradePoint) };
}
