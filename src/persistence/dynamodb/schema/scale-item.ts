import type { GradingScale } from '../../../features/grading/scale.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/** The attributes of a grading scale, without its key. Plain copies, also of the bands. */
export function toScaleAttributes(scale: GradingScale): Item {
  return { ...scale, bands: scale.bands.map((band) => ({ ...band })) };
}

export const fromScaleItem = itemReader<GradingScale>('grading scale', {
  key: 'string',
  version: 'number',
  name: 'string',
  best: 'number',
  worst: 'number',
  step: 'number',
  rounding: 'string',
  bands: 'object',
  passMark: 'number',
  inGpa: 'boolean',
});
