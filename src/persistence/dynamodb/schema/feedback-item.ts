import type { Feedback } from '../../../features/enrolments/feedback.js';
import type { Item } from './item.js';
import { itemReader } from './item-codec.js';
import { feedbackOfKey, keys } from './keys.js';

type StoredFeedback = Pick<Feedback, 'text' | 'version'> & { readonly classId: string; readonly studentId: string };

/** It has no index keys, so that it is not a row of the student. */
export function toFeedbackItem({ text, version, ...key }: Feedback): Item {
  return { ...keys.feedback(key), text, version };
}

const readItem = itemReader<StoredFeedback>('feedback', { classId: 'string', studentId: 'string', text: 'string', version: 'number' });

export function fromFeedbackItem(item: Item): Feedback {
  const { text, version, ...key } = readItem(item);
  return { ...feedbackOfKey(key), text, version };
}
