import type { Enrolment } from '../../../features/enrolments/enrolment.js';
import { type Flag, flagsOf, type Marks, numbersOf } from '../../../features/grading/component.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';

/**
 * A row as it is stored. A dropped student is withdrawn, with the time of the withdrawal also as `droppedAt`, and flags stand beside the marks. So versions
 * that know neither read it too.
 */
type StoredEnrolment = Omit<Enrolment, 'status' | 'marks'> & {
  readonly status: Exclude<Enrolment['status'], 'DROPPED'>;
  readonly droppedAt?: string;
  /** In hundredths. */
  readonly marks: Readonly<Record<string, number>>;
  readonly flags?: Readonly<Record<string, Flag>>;
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
  flags: 'object?',
  lastSeen: 'object?',
  result: 'object?',
  version: 'number',
  enrolledAt: 'string',
  withdrawnAt: 'string?',
  movedFrom: 'object?',
  droppedAt: 'string?',
});

/**
 * Such a version keeps `droppedAt` when it enrols and withdraws the student again, so it counts only if no other withdrawal followed. It also keeps a flag when
 * it enters a mark, so the mark counts.
 */
export function fromEnrolmentItem(item: Item): Enrolment {
  const { droppedAt, flags, ...stored } = readItem(item);
  const row = { ...stored, marks: { ...flags, ...stored.marks } };
  const isDropped = row.status === 'WITHDRAWN' && droppedAt !== undefined && droppedAt === row.withdrawnAt;
  return isDropped ? { ...row, status: 'DROPPED' } : row;
}

/** The attributes of marks. */
export function toMarksItem(marks: Marks): Item {
  return { marks: numbersOf(marks), flags: flagsOf(marks) };
}
