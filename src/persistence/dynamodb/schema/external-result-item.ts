import type { ExternalResult } from '../../../features/external-results/external-result.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';
import { keys } from './keys.js';

type StoredResult = Omit<ExternalResult, 'credits'> & { readonly creditHundredths: number };

export function toExternalResultItem({ credits, ...result }: ExternalResult): Item {
  return { ...keys.externalResult(result.studentId, result.place), ...result, creditHundredths: credits };
}

const readItem = itemReader<StoredResult>('external result', {
  id: 'string',
  studentId: 'string',
  place: 'number',
  title: 'string',
  institution: 'string?',
  creditHundredths: 'number',
  result: 'string?',
  notation: 'string',
  term: 'string?',
  subjectId: 'string?',
  version: 'number',
  createdAt: 'string',
  updatedAt: 'string',
});

export function fromExternalResultItem(item: Item): ExternalResult {
  const { creditHundredths: credits, ...result } = readItem(item);
  return { ...result, credits };
}
