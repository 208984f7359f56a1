import type { Enrolment } from '../../../features/enrolments/enrolment.js';
import type { Final } from '../../../features/enrolments/final.js';
import { type Flag, flagsOf, numbersOf } from '../../../features/grading/component.js';
import type { Notation } from '../../../features/grading/notation.js';
import type { Result } from '../../../features/grading/result.js';
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
  final: 'object?',
  computed: 'object?',
  feedback: 'object?',
  version: 'number',
  enrolledAt: 'string',
  withdrawnAt: 'string?',
  movedFrom: 'object?',
  droppedAt: 'string?',
});

/**
 * Such a version keeps `droppedAt` when it enrols and withdraws the student again, so it counts only if no other withdrawal followed. It also keeps a flag when
 * it enters a mark, so the mark counts; and a final grade when it computes another result of marks, which then is the computed one.
 */
export function fromEnrolmentItem(item: Item): Enrolment {
  const { droppedAt, flags, ...stored } = readItem(item);
  const row = withFinal({ ...stored, marks: { ...flags, ...stored.marks } });
  const isDropped = row.status === 'WITHDRAWN' && droppedAt !== undefined && droppedAt === row.withdrawnAt;
  return isDropped ? { ...row, status: 'DROPPED' } : row;
}

function withFinal<T extends Pick<Enrolment, 'final' | 'result' | 'computed'>>(row: T): T {
  const { final, result } = row;
  if (!final || result?.value === final.result?.value) return row;
  const { result: _overwritten, ...others } = row;
  return { ...(others as T), computed: result, ...(final.result && { result: final.result }) };
}

/** The attributes of marks, feedback and results. */
export function toGradesItem({ marks, lastSeen, feedback, ...results }: Enrolment): Item {
  return { marks: numbersOf(marks), flags: flagsOf(marks), lastSeen, feedback, ...toResultsItem(results) };
}

/** The attributes of results. */
export function toResultsItem({ result, computed, final }: Pick<Enrolment, 'result' | 'computed' | 'final'>): Item {
  // An incomplete that has lapsed is stored as one, because its time can be extended.
  return { result: copy(final ? final.result : result), computed: copy(computed), final: final && toFinalItem(final) };
}

function toFinalItem({ result, notation, lapsesTo, ...final }: Final): Item {
  return { ...final, result: copy(result), notation: copy(notation), lapsesTo: copy(lapsesTo) };
}

function copy(of: Result | Notation | undefined): Item | undefined {
  return of && { ...of };
}
