import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import { fold } from '../../core/text/text.js';
import { toDecimal } from './mark.js';
import { type GradingScale, highestMark, isAtLeast, lowestMark } from './scale.js';

/** The key of a scale of a school. It is a part of a path, of an audit entity and of an id with `@`. */
export const SCALE_KEY = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** A scale without its version. */
export type ScaleDefinition = Omit<GradingScale, 'version'>;

/** Finds what contradicts itself in a scale, with the place of each error in the body of a request. */
export function findScaleErrors(scale: ScaleDefinition): FieldError[] {
  if (scale.best === scale.worst) return [fieldError('worst', 'not_on_scale.no_range')];
  return [
    ...findBoundErrors('best', scale.best, scale),
    ...findBoundErrors('worst', scale.worst, scale),
    ...findBoundErrors('passMark', scale.passMark, scale),
    ...findBandErrors(scale),
    ...findLetterErrors(scale),
  ];
}

/** A bound must be a result that the scale can have. */
function findBoundErrors(field: string, bound: number, scale: ScaleDefinition): FieldError[] {
  if (bound < lowestMark(scale) || bound > highestMark(scale)) {
    return [fieldError(field, 'not_on_scale.bounds', decimals(lowestMark(scale), highestMark(scale)))];
  }
  return bound % scale.step === 0 ? [] : [fieldError(field, 'not_on_scale.step', { step: toDecimal(scale.step) })];
}

/** Each band begins where the one before it ends, so bands in order leave no gaps if the last one goes down to the worst mark. */
function findBandErrors(scale: ScaleDefinition): FieldError[] {
  const errors = scale.bands.flatMap(({ worst }, index) => {
    const field = `${fieldPath(String(index), 'bands')}.worst`;
    const outside = findBoundErrors(field, worst, scale);
    const before = scale.bands[index - 1];
    if (outside.length > 0 || !before || !isAtLeast(worst, before.worst, scale)) return outside;
    return [fieldError(field, 'not_on_scale.band', worseThan(before.worst, scale))];
  });
  const last = scale.bands.length - 1;
  if (errors.length > 0 || scale.bands[last]!.worst === scale.worst) return errors;
  return [fieldError(`${fieldPath(String(last), 'bands')}.worst`, 'not_on_scale.last_band', { worst: toDecimal(scale.worst) })];
}

function findLetterErrors({ bands }: ScaleDefinition): FieldError[] {
  const letters = bands.map(({ letter }) => fold(letter));
  return letters.flatMap((letter, index) =>
    letters.indexOf(letter) === index ? [] : [fieldError(`${fieldPath(String(index), 'bands')}.letter`, 'repeated_letter')],
  );
}

/** The results that are worse than a bound. There are none below the worst mark: then the bound itself is too bad. */
function worseThan(bound: number, { best, worst, step }: ScaleDefinition): { min: number; max: number } {
  const next = bound === worst ? worst : best > worst ? bound - step : bound + step;
  return decimals(Math.min(next, worst), Math.max(next, worst));
}

function decimals(min: number, max: number): { min: number; max: number } {
  return { min: toDecimal(min), max: toDecimal(max) };
}

/** A scale as people read it: numbers as decimals. */
export function toDecimals({ best, worst, step, bands, passMark, ...others }: GradingScale): GradingScale {
  return {
    ...others,
    best: toDecimal(best),
    worst: toDecimal(worst),
    step: toDecimal(step),
    bands: bands.map((band) => ({ ...band, worst: toDecimal(band.worst), gradePoint: toDecimal(band.gradePoint) })),
    passMark: toDecimal(passMark),
  };
}
