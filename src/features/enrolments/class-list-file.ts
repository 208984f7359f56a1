import type { RosterEntry } from './enrolment.js';

/** For the reader of an exported file. An import ignores it. */
export const DISABLED = 'row.disabled';

/** The columns of an exported class list, in order: those of an import, and whether the student is disabled. */
export const CLASS_LIST_COLUMNS: readonly string[] = ['code', 'givenName', 'familyName', DISABLED];

/** The rows of the file, in the order of `students`. */
export function toClassListRows(students: readonly RosterEntry[]): (string | undefined)[][] {
  return students.map(({ studentCode, studentName: { givenName, familyName }, disabled }) => [
    studentCode,
    givenName,
    familyName,
    disabled && String(disabled),
  ]);
}
