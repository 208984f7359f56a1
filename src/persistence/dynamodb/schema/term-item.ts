import type { Term } from '../../../features/terms/term.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';
import { keys } from './keys.js';

/** A new term, with the count of its classes. */
export function toTermItem(term: Term): Item {
  return { ...keys.term(term.code), ...term, classCount: 0 };
}

export const fromTermItem = itemReader<Term>('term', {
  code: 'string',
  title: 'string',
  startDate: 'string',
  endDate: 'string',
  version: 'number',
});
