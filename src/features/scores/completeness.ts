import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { enrolledCount, type SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { Component } from '../grading/component.js';
import { enrolled } from './gradebook.js';

/** The list stays short in a class of 500 students. */
const MAX_NAMED_STUDENTS = 10;

/**
 * Finds what keeps a class `IN_PROGRESS` on the transcripts of its enrolled students: for each component, that it is not published, and that marks are
 * missing. Returns at most two errors for each component.
 */
export function findMissing(
  { components, publishedComponents }: Pick<SchoolClass, 'components' | 'publishedComponents'>,
  rows: readonly Enrolment[],
): FieldError[] {
  const students = enrolled(rows);
  if (students.length === 0) return [];
  return components.flatMap((component) => {
    const { key } = component;
    const field = `components.${key}`;
    const unmarked = withoutMark(students, component).map(({ studentCode }) => studentCode);
    return [
      ...(Object.hasOwn(publishedComponents, key) ? [] : [fieldError(field, 'not_published')]),
      ...(unmarked.length === 0 ? [] : [marksMissing(field, unmarked, students.length)]),
    ];
  });
}

/** What remains to do in one component of a class. */
export interface ComponentProgress {
  /** Key of the component. */
  readonly key: string;
  readonly published: boolean;
  /** The number of enrolled students without a mark. A bonus needs none, and neither does a student with a final grade. */
  readonly missing: number;
}

/** Counts the missing marks of each component. Without rows, no mark was entered yet, and no student audits the class. */
export function toProgress(schoolClass: SchoolClass, rows?: readonly Enrolment[]): ComponentProgress[] {
  const { components, publishedComponents } = schoolClass;
  const students = rows && enrolled(rows);
  return components.map((component) => ({
    key: component.key,
    published: Object.hasOwn(publishedComponents, component.key),
    missing: students ? withoutMark(students, component).length : component.bonus ? 0 : enrolledCount(schoolClass),
  }));
}

function withoutMark(students: readonly Enrolment[], { key, bonus }: Component): Enrolment[] {
  return bonus ? [] : students.filter(({ marks, final }) => !final && !Object.hasOwn(marks, key));
}

function marksMissing(field: string, codes: readonly string[], total: number): FieldError {
  const facts = { count: codes.length, total, students: [...codes].sort().slice(0, MAX_NAMED_STUDENTS) };
  const more = codes.length - MAX_NAMED_STUDENTS;
  return more > 0 ? fieldError(field, 'marks_missing.more', { ...facts, more }) : fieldError(field, 'marks_missing', facts);
}
