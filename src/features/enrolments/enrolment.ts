import type { NamedPerson } from '../../core/text/name-order.js';
import type { EntityName } from '../audit/audit-entry.js';
import type { Mark, Marks } from '../grading/component.js';
import type { Result } from '../grading/result.js';
import { type Final, isAuditing } from './final.js';
import type { PersonName } from '../users/user.js';

/** `WITHDRAWN`: the student left, and the transcript says so. `DROPPED`: the student left, and only the row and the audit log have it. */
export const ENROLMENT_STATUSES = ['ENROLLED', 'WITHDRAWN', 'DROPPED'] as const;
export type EnrolmentStatus = (typeof ENROLMENT_STATUSES)[number];

export interface EnrolmentKey {
  readonly classId: string;
  readonly studentId: string;
}

/** A class that a student was moved out of. */
export interface Origin {
  readonly classId: string;
  /** ISO 8601: when the student was moved. */
  readonly at: string;
}

/** One student in one class: their place in the roster, and their row in the gradebook. */
export interface Enrolment extends EnrolmentKey {
  // Copied from the class when the student joined. The class code may be an older one: show the code of the class instead.
  readonly term: string;
  readonly classCode: string;
  readonly subjectId: string;
  // Copied from the student.
  readonly studentCode: string;
  readonly studentName: PersonName;
  /** The `nameVersion` of the student at the time of copying. */
  readonly nameVersion: number;
  /** Whether the student is disabled. Rows that were written before the attribute existed have it after a recount. */
  readonly disabled?: true;
  readonly status: EnrolmentStatus;
  readonly marks: Marks;
  /**
   * By component key: the marks that the student saw last, where a mark was changed while the component was unpublished again. `null`: no mark. A
   * notification removes it.
   */
  readonly lastSeen?: Readonly<Record<string, Mark | null>>;
  /** What counts: the final grade, if it is a result; otherwise that of the marks, once every component has a mark or a flag and enough of them count. */
  readonly result?: Result;
  /** Entered in place of the result of the marks. */
  readonly final?: Final;
  /** The result of the marks. Present only beside a final grade. */
  readonly computed?: Result;
  /** By component key: the version that the row got when feedback on the mark was last written. Absent without any. */
  readonly feedback?: Readonly<Record<string, number>>;
  /** Counts changes of marks, feedback and status. */
  readonly version: number;
  /** ISO 8601: when the student last joined. */
  readonly enrolledAt: string;
  /** ISO 8601: when the student was withdrawn or dropped. */
  readonly withdrawnAt?: string;
  /** The classes from which the student was moved here with these marks, the first one first. */
  readonly movedFrom?: readonly Origin[];
}

/** The ways to leave a class. */
export type Departure = Exclude<EnrolmentStatus, 'ENROLLED'>;

/** Whether the row has a mark, a flag, feedback or a final grade. `AU` is none: it says how the student is enrolled. */
export function hasGrades({ marks, feedback, final }: Pick<Enrolment, 'marks' | 'feedback' | 'final'>): boolean {
  return Object.keys(marks).length > 0 || feedback !== undefined || (final !== undefined && !isAuditing({ final }));
}

/** Whether the row is part of gradebooks and transcripts. */
export function isOnRecord({ status }: Pick<Enrolment, 'status'>): boolean {
  return status !== 'DROPPED';
}

/** One student in the roster of a class. */
export type RosterEntry = Pick<Enrolment, 'studentId' | 'studentCode' | 'studentName' | 'enrolledAt' | 'disabled' | 'final'>;

/** The student of a row, for the order of lists. */
export function toNamedStudent({ studentId: id, studentName }: RosterEntry): NamedPerson {
  return { ...studentName, id };
}

/** The name of an enrolment in the audit log. */
export function enrolmentEntity({ classId, studentId }: EnrolmentKey): EntityName {
  return `enrolment:${classId}:${studentId}`;
}
