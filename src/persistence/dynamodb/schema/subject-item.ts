import type { Subject } from '../../../features/subjects/subject.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/** The one partition of `catalogue-index`. */
export const SUBJECT_KIND = 'SUBJECT';

/** Adds the partition of `catalogue-index`. */
export function toSubjectItem(subject: Subject): Item {
  return { ...subject, components: subject.components.map((component) => ({ ...component })), kind: SUBJECT_KIND };
}

export const fromSubjectItem = itemReader<Subject>('subject', {
  id: 'string',
  code: 'string',
  name: 'string',
  credits: 'number',
  description: 'string?',
  department: 'string?',
  components: 'object',
  gradingScale: 'string',
  status: 'string',
  version: 'number',
  nameVersion: 'number',
  createdAt: 'string',
  updatedAt: 'string',
});
