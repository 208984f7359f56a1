import type { RosterEntry } from './enrolment.js';
import { isAuditing } from './final.js';

/** For the reader of an exported file. An import ignores it. */
export const DISABLED = 'row.disabled';
/** For the reader of an exported file. An import refuses lines that have it, because a list enrols no auditing students. */
export const AUDITING = 'row.auditing';

/** The columns of an exported class list, in order: those of an import, and whether the student is disabled, and audits the class. */
export const CLASS_LIST_COLUMNS: readonly string[] = ['code', 'givenName', 'familyName', DISABLED, AUDITING];

/** The rows of the file, in the order of `students`. */
export function toClassListRows(students: readonly RosterEntry[]): (string | undefined)[][] {
  return students.map(({ studentCode, studentName: { givenName, familyName }, disabled, final }) => [
    studentCode,
    givenName,
    familyName,
    disabled && String(disabled),
    isAuditing({ final }) ? 'true' : undefined,
  ]);
}
