import type { SchoolClass } from '../classes/school-class.js';
import type { FieldError } from '../../core/errors/domain-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { fold } from '../../core/text/text.js';
import type { CsvColumns, CsvRow } from '../../http/csv/csv.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { StudentChanged, StudentRepeated } from '../enrolments/enrolments.errors.js';
import { toDecimal, parseMarkCell } from '../grading/mark.js';
import { findGradingScale } from '../grading/scales.js';
import { byName, enrolled } from './gradebook.js';
import { planChange, type GivenMarks, type Plan } from './marks-change.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale'>;

// `COMPONENT_KEY` prevents a component from having the key of another column.
const STUDENT = 'studentCode';
const VERSION = 'version';

/** The columns of a gradebook file, in order. */
export function fileColumns({ components }: Graded): string[] {
  return [STUDENT, 'name', VERSION, ...components.map(({ key }) => key), 'result', 'letter'];
}

/** The columns of a file to import. A component without a column does not change. */
export function expectedColumns(schoolClass: Graded): CsvColumns {
  const required = [STUDENT, VERSION];
  return { required, optional: fileColumns(schoolClass).filter((column) => !required.includes(column)) };
}

/** The rows of a gradebook file: all enrolled students, in the order of the gradebook. */
export function fileRows({ components }: Graded, rows: readonly Enrolment[]): (string | number | undefined)[][] {
  return byName(enrolled(rows)).map(({ studentCode, studentName: { familyName, givenName }, version, marks, result }) => [
    studentCode,
    `${familyName} ${givenName}`,
    version,
    ...components.map(({ key }) => (Object.hasOwn(marks, key) ? toDecimal(marks[key]!) : undefined)),
    result && toDecimal(result.value),
    result?.letter,
  ]);
}

/** The effect of one line of a file on a row. Only an error if it matches no row. */
export interface LinePlan extends Partial<Plan> {
  /** The line where the row begins. The header is line 1. */
  readonly line: number;
  /** The student code from the file. */
  readonly studentCode: string;
}

/** Plans the change of each line of a file. */
export function plansOf(lines: readonly CsvRow[], schoolClass: SchoolClass, rows: readonly Enrolment[]): LinePlan[] {
  const codes = lines.map(({ cells }) => fold(cells[STUDENT]!));
  const codesOfRows = rows.map(({ studentCode }) => fold(studentCode));
  return lines.map(({ line, cells, missing }, index) => {
    const code = codes[index]!;
    const named = rows.filter((_row, at) => codesOfRows[at] === code);
    const isRepeated = codes.indexOf(code) < index;
    return { line, studentCode: cells[STUDENT]!, ...planOfLine({ cells, missing }, { named, isRepeated }, schoolClass) };
  });
}

function planOfLine(
  { cells, missing }: Pick<CsvRow, 'cells' | 'missing'>,
  { named: [row, another], isRepeated }: { named: readonly Enrolment[]; isRepeated: boolean },
  schoolClass: SchoolClass,
): Partial<Plan> {
  const errors = errorsIn(cells, schoolClass);
  if (errors.length > 0) return { refusal: ValidationFailed.of(...errors) };
  if (isRepeated) return { refusal: new StudentRepeated() };
  if (!row) return { refusal: UnknownReference.to(STUDENT, 'a student of the class') };
  // A code has just moved from one student to another, and one copy in the class is outdated.
  if (another) return { refusal: new StudentChanged() };
  const cutOff = missing.find((key) => Object.hasOwn(row.marks, key));
  if (cutOff !== undefined) return { refusal: rowTooShort(cutOff) };
  return planChange(row, { version: Number(cells[VERSION]), marks: marksIn(cells, schoolClass) }, schoolClass);
}

/** A truncated line must not clear marks: only a blank cell that is present does. */
function rowTooShort(field: string): ValidationFailed {
  return ValidationFailed.of({
    field,
    code: 'row_too_short',
    message: 'is missing at the end of this line, but the student has a mark for it. Add the cell; leave it blank to clear the mark.',
  });
}

/** Validates one line on its own. */
function errorsIn(cells: CsvRow['cells'], schoolClass: Graded): FieldError[] {
  const { maximum } = findGradingScale(schoolClass);
  const bad = Object.entries(marksIn(cells, schoolClass)).filter(([, mark]) => mark === undefined);
  return [
    ...(cells[STUDENT] === '' ? [{ field: STUDENT, code: 'required', message: 'must be the code of a student.' }] : []),
    ...(/^[1-9]\d{0,8}$/.test(cells[VERSION]!)
      ? []
      : [{ field: VERSION, code: 'version', message: 'must be the number from the exported file.' }]),
    ...bad.map(([field]) => ({
      field,
      code: 'mark',
      message: `must be a number from 0 to ${toDecimal(maximum)} with at most two decimal places, or blank.`,
    })),
  ];
}

/** The marks of a line. A blank cell is `null`, an invalid one undefined. A component without a column is absent. */
function marksIn(cells: CsvRow['cells'], schoolClass: Graded): GivenMarks {
  const { maximum } = findGradingScale(schoolClass);
  const given = schoolClass.components.filter(({ key }) => Object.hasOwn(cells, key));
  return Object.fromEntries(given.map(({ key }) => [key, cells[key] === '' ? null : decimalInCell(cells[key]!, maximum)]));
}

function decimalInCell(cell: string, maximum: number): number | undefined {
  const mark = parseMarkCell(cell, maximum);
  return mark === undefined ? undefined : toDecimal(mark);
}
