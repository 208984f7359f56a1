import type { Enrolment } from '../../../features/enrolments/enrolment.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/** A row as it is stored: a dropped student is withdrawn, with the time of the withdrawal also as `droppedAt`. So versions that know no drops read it too. */
type StoredEnrolment = Omit<Enrolment, 'status'> & {
  readonly status: Exclude<Enrolment['status'], 'DROPPED'>;
  readonly droppedAt?: string;
};

const readItem = itemReader<StoredEnrolment>('enrolment', {
  classId: 'string',
  studentId: 'string',
  term: 'string',
  classCode: 'string',
  subjectId: 'string',
  studentCode: 'string',
  studentName: 'object',
  nameVersion: 'number',
  disabled: 'boolean?',
  status: 'string',
  marks: 'object',
  lastSeen: 'object?',
  result: 'object?',
  version: 'number',
  enrolledAt: 'string',
  withdrawnAt: 'string?',
  droppedAt: 'string?',
});

/** Such a version keeps `droppedAt` when it enrols and withdraws the student again, so it counts only if no other withdrawal followed. */
export function fromEnrolmentItem(item: Item): Enrolment {
  const { droppedAt, ...row } = readItem(item);
  const isDropped = row.status === 'WITHDRAWN' && droppedAt !== undefined && droppedAt === row.withdrawnAt;
  return isDropped ? { ...row, status: 'DROPPED' } : row;
}
