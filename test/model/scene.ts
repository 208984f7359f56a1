import type { ModelSchool } from './model-school.js';
import { type ClassState, type MarksState, type RowState, rowKey, type SchoolState } from './state.js';

/** What requests are about: a school in the state before them. */
export interface Scene {
  readonly school: ModelSchool;
  readonly state: SchoolState;
  /** What all requests of a batch are about. Absent if each is about something else. */
  readonly focus?: Partial<At>;
}

/** Indexes of a class and of a student. */
export interface At {
  readonly room: number;
  readonly student: number;
}

/**
 * What one request does: `changed`, `unchanged`, or the code of its error. A list has one of each line: `enrolled`, `saved`, `already_enrolled`,
 * `unchanged`, `stale` or the code of an error.
 */
export type Outcome = readonly string[];

/** By component key. `null` clears a mark. */
export type DrawnMarks = Readonly<Record<string, MarksState[string] | null>>;

/** A student in a class. */
export interface Place {
  readonly classId: string;
  readonly path: string;
  readonly studentId: string;
  readonly schoolClass: ClassState;
  readonly row: RowState | undefined;
}

export function placeOf({ school, state }: Scene, at: At): Place {
  const { id: classId, path } = school.rooms[at.room]!;
  const studentId = school.studentIds[at.student]!;
  return { classId, path, studentId, schoolClass: state.classes.get(classId)!, row: state.rows.get(rowKey(classId, studentId)) };
}

/** The version on which a change is based. That of a row which does not exist can be any. */
export function versionOf({ row }: Place, age: number): number {
  return Math.max(1, (row?.version ?? 1) - age);
}
