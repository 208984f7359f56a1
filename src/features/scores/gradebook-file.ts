import { PERSON_COLUMN_NAMES, type PersonColumnNames } from '../../core/text/person-column-names.js';
import type { Columns } from '../../http/spreadsheets/header.js';
import type { TableRow } from '../../http/spreadsheets/table.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { formatMark, toDecimal } from '../grading/mark.js';
import { toFullName } from '../users/full-name.js';
import { enrolled } from './gradebook.js';
import { formatSeen } from './seen.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale' | 'scale'>;

// `COMPONENT_KEY` prevents a component from having the key of another column. It has no dots.
export const STUDENT = 'studentCode';
export const NAME = 'name';
/** Only in files of other products. */
export const EMAIL = 'student.email';
export const GIVEN_NAME = 'student.givenName';
export const FAMILY_NAME = 'student.familyName';
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

/** The columns of an imported file. A component without a column does not change. */
export function expectedColumns(schoolClass: Graded, person: PersonColumnNames = PERSON_COLUMN_NAMES): Columns {
  const [student, ...others] = fileColumns(schoolClass);
  return {
    required: [student!],
    optional: [...others, VERSION, EMAIL, GIVEN_NAME, FAMILY_NAME],
    replacedBy: { [EMAIL]: [student!] },
    names: {
      [student!]: ['code', ...person.code],
      [NAME]: ['fullName', ...person.fullName],
      [EMAIL]: ['email', ...person.email],
      [GIVEN_NAME]: ['givenName', ...person.givenName],
      [FAMILY_NAME]: ['familyName', ...person.familyName],
      ...Object.fromEntries(schoolClass.components.map(({ key, name }) => [key, [name]])),
    },
  };
}

/** The rows of the file: enrolled students, in the order of `rows`. */
export function toFileRows({ components }: Graded, rows: readonly Enrolment[]): (string | number | undefined)[][] {
  return enrolled(rows).map((row) => [
    row.studentCode,
    toFullName(row.studentName),
    ...components.map(({ key }) => (Object.hasOwn(row.marks, key) ? formatMark(row.marks[key]!) : undefined)),
    row.result && toDecimal(row.result.value),
    letterOf(row),
    row.disabled && String(row.disabled),
    formatSeen(row),
  ]);
}

/** The letter of the result, or the notation in place of a result. */
export function letterOf({ result, final }: Pick<Enrolment, 'result' | 'final'>): string | undefined {
  return result ? result.letter : final?.notation?.code;
}

/** The student code of a line, as in the file. */
export function readStudentCode({ cells }: TableRow): string {
  return cells[STUDENT]!;
}
