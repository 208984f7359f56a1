import { ClassesRepository } from '../../src/features/classes/classes.repository.js';
import type { ClassStatus, SchoolClass } from '../../src/features/classes/school-class.js';
import { type Enrolment, enrolmentEntity, type EnrolmentStatus } from '../../src/features/enrolments/enrolment.js';
import { EnrolmentsRepository } from '../../src/features/enrolments/enrolments.repository.js';
import { formatFinal } from '../../src/features/enrolments/final.js';
import { type Flag, isFlag } from '../../src/features/grading/component.js';
import { formatMark, fromDecimal } from '../../src/features/grading/mark.js';
import { computeResult } from '../../src/features/grading/result.js';
import { findShippedScale } from '../../src/features/grading/scales.js';
import type { User } from '../../src/features/users/user.js';
import { COMPONENTS, type ModelSchool } from './model-school.js';

/** By component key: decimals and flags. */
export type MarksState = Readonly<Record<string, number | Flag>>;
export type FinalState = ReturnType<typeof formatFinal>;

/** What the audit log explains of a row. */
export interface RowState {
  readonly status: EnrolmentStatus;
  readonly marks: MarksState;
  /** The keys of the components with feedback, sorted. */
  readonly feedback: readonly string[];
  readonly final: FinalState;
  /** The computed result, in hundredths, when the final grade was entered. `null` if there was none, and without a final grade. */
  readonly basedOn: number | null;
  readonly version: number;
  /** The ids of the classes that the student was moved out of. */
  readonly origins: readonly string[];
}

/** What the audit log explains of a class. */
export interface ClassState extends Pick<SchoolClass, 'subjectId' | 'term' | 'lecturerId'> {
  readonly repeatable: boolean;
  readonly status: ClassStatus;
  readonly locked: boolean;
  /** The keys of published components, sorted. */
  readonly published: readonly string[];
  readonly capacity: number;
  readonly seatsFree: number;
  readonly extraSeats: number;
}

/** All that the commands of the model change. Values are never changed, only replaced. */
export interface SchoolState {
  /** By id. */
  readonly classes: Map<string, ClassState>;
  /** By `rowKey`. */
  readonly rows: Map<string, RowState>;
  /** The ids of disabled students. */
  readonly disabled: Set<string>;
}

/** What is stored. */
export interface StoredSchool {
  readonly classes: readonly SchoolClass[];
  readonly rows: readonly Enrolment[];
  readonly students: readonly User[];
}

/** The rows in the state of a school have the names that the audit log has for them. */
export function rowKey(classId: string, studentId: string): string {
  return enrolmentEntity({ classId, studentId });
}

/** Reads consistently. */
export async function readSchool({ fixture, rooms, studentIds }: ModelSchool): Promise<StoredSchool> {
  const ids = rooms.map(({ id }) => id);
  const [classes, rows, students] = await Promise.all([
    fixture.get(ClassesRepository).readMany(ids, { consistent: true }),
    Promise.all(ids.map((id) => fixture.get(EnrolmentsRepository).gradebook(id))),
    Promise.all(studentIds.map((id) => fixture.profileOf(id))),
  ]);
  return { classes: ids.map((id) => classes.get(id)!), rows: rows.flat(), students };
}

export function toState({ classes, rows, students }: StoredSchool): SchoolState {
  return {
    classes: new Map(classes.map((schoolClass) => [schoolClass.id, toClassState(schoolClass)])),
    rows: new Map(rows.map((row) => [enrolmentEntity(row), toRowState(row)])),
    disabled: new Set(students.filter(({ status }) => status === 'DISABLED').map(({ id }) => id)),
  };
}

export function copyOf({ classes, rows, disabled }: SchoolState): SchoolState {
  return { classes: new Map(classes), rows: new Map(rows), disabled: new Set(disabled) };
}

/** The result of marks, in hundredths. `null` if there is none. */
export function computedOf(marks: MarksState): number | null {
  const inHundredths = Object.entries(marks).map(([key, mark]) => [key, isFlag(mark) ? mark : fromDecimal(mark)] as const);
  return computeResult(Object.fromEntries(inHundredths), COMPONENTS, findShippedScale('vn-10')!)?.value ?? null;
}

function toClassState(schoolClass: SchoolClass): ClassState {
  const { subjectId, term, lecturerId, repeatable = false, status, gradesLocked, publishedComponents } = schoolClass;
  const { capacity, seatsFree, extraSeats = 0 } = schoolClass;
  const published = Object.keys(publishedComponents).sort();
  return { subjectId, term, lecturerId, repeatable, status, locked: gradesLocked, published, capacity, seatsFree, extraSeats };
}

export function toRowState({ status, marks, feedback = {}, final, version, movedFrom = [] }: Enrolment): RowState {
  return {
    status,
    marks: Object.fromEntries(Object.entries(marks).map(([key, mark]) => [key, formatMark(mark)])),
    feedback: Object.keys(feedback).sort(),
    final: formatFinal(final),
    basedOn: final?.basedOn ?? null,
    version,
    origins: movedFrom.map(({ classId }) => classId),
  };
}
