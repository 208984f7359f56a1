import type { CsvColumns, CsvRow } from '../../http/spreadsheets/csv.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { toDecimal } from '../grading/mark.js';
import { enrolled } from './gradebook.js';
import { formatSeen } from './seen.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale'>;

// `COMPONENT_KEY` prevents a component from having the key of another column. It has no dots.
export const STUDENT = 'studentCode';
export const NAME = 'name';
export const RESULT = 'result';
export const LETTER = 'letter';
export const DISABLED = 'row.disabled';
export const SEEN = 'row.seen';
/** Older files have it instead of `row.seen`. */
export const VERSION = 'version';

/** The columns of the file, in order. `row.seen` is the last, so that a line in which cells have moved does not fit it. */
export function fileColumns({ components }: Graded): string[] {
  return [STUDENT, NAME, ...components.map(({ key }) => key), RESULT, LETTER, DISABLED, SEEN];
}

/** The required and optional columns of an imported file. A component without a column does not change. */
export function expectedColumns(schoolClass: Graded): CsvColumns {
  const [student, ...others] = fileColumns(schoolClass);
  return { required: [student!], optional: [...others, VERSION] };
}

/** The rows of the file: enrolled students, in the order of `rows`. */
export function toFileRows({ components }: Graded, rows: readonly Enrolment[]): (string | number | undefined)[][] {
  return enrolled(rows).map((row) => [
    row.studentCode,
    `${row.studentName.familyName} ${row.studentName.givenName}`,
    ...components.map(({ key }) => (Object.hasOwn(row.marks, key) ? toDecimal(row.marks[key]!) : undefined)),
    row.result && toDecimal(row.result.value),
    row.result?.letter,
    row.disabled && String(row.disabled),
    formatSeen(row),
  ]);
}

/** The student code of a line, as in the file. */
export function readStudentCode({ cells }: CsvRow): string {
  return cells[STUDENT]!;
}
