import type { ListedTerm, Term } from '../../../features/terms/term.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';
import { keys } from './keys.js';

/** A new term, with the count of its classes. */
export function toTermItem(term: Term): Item {
  return { ...keys.term(term.code), ...term, classCount: 0 };
}

const TERM = {
  code: 'string',
  title: 'string',
  startDate: 'string',
  endDate: 'string',
  dropDeadline: 'string?',
  withdrawDeadline: 'string?',
  version: 'number',
} as const;

export const fromTermItem = itemReader<Term>('term', TERM);

export const fromListedTermItem = itemReader<ListedTerm>('term', { ...TERM, classCount: 'number' });
