import type { Subject } from '../../../features/subjects/subject.js';
import { fromComponentsItem, type StoredComponents, toComponentsItem } from './components-item.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/** The one partition of `catalogue-index`. */
export const SUBJECT_KIND = 'SUBJECT';

/** Adds the partition of `catalogue-index`. */
export function toSubjectItem(subject: Subject): Item {
  return { ...subject, ...toComponentsItem(subject.components), kind: SUBJECT_KIND };
}

const readItem = itemReader<Subject & StoredComponents>('subject', {
  id: 'string',
  code: 'string',
  name: 'string',
  credits: 'number',
  description: 'string?',
  department: 'string?',
  components: 'object',
  bonusComponents: 'object?',
  gradingScale: 'string',
  repeatable: 'boolean?',
  status: 'string',
  version: 'number',
  nameVersion: 'number',
  createdAt: 'string',
  updatedAt: 'string',
});

export function fromSubjectItem(item: Item): Subject {
  return fromComponentsItem(readItem(item));
}
