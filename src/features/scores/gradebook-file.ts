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

// No component can have the key of another column: see `COMPONENT_KEY`.
const STUDENT = 'studentCode';
const VERSION = 'version';

/** The columns of the file of a gradebook, in their order. */
export function fileColumns({ components }: Graded): string[] {
  return [STUDENT, 'name', VERSION, ...components.map(({ key }) => key), 'result', 'letter'];
}

/** The columns that a file must and may have to come back: what is not in it stays as it is. */
export function expectedColumns(schoolClass: Graded): CsvColumns {
  const required = [STUDENT, VERSION];
  return { required, optional: fileColumns(schoolClass).filter((column) => !required.includes(column)) };
}

/** What a file of a gradebook tells: those who are enrolled, as the gradebook has them. */
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

/** What a line of a file comes to for the row that it names; a refusal alone if it names none. */
export interface LinePlan extends Partial<Plan> {
  /** Where it begins in the file; the header is line 1. */
  readonly line: number;
  /** As the file has it. */
  readonly studentCode: string;
}

/** Plans what each line of a file changes in the rows of its class. */
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
  // Somebody has just been given the code that somebody else had, and the copies in the class do not all say so yet.
  if (another) return { refusal: new StudentChanged() };
  const cutOff = missing.find((key) => Object.hasOwn(row.marks, key));
  if (cutOff !== undefined) return { refusal: cutOffBefore(cutOff) };
  return planChange(row, { version: Number(cells[VERSION]), marks: marksIn(cells, schoolClass) }, schoolClass);
}

/** A file may have lost its end on the way: only a blank cell that is there clears a mark. */
function cutOffBefore(field: string): ValidationFailed {
  return ValidationFailed.of({
    field,
    code: 'row_too_short',
    message: 'is missing at the end of this line, but the student has a mark for it. Add the cell; leave it blank to clear the mark.',
  });
}

/** What is wrong with a line by itself. */
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

/** The marks that a line gives: a blank cell clears, a column that the file does not have leaves as it is. Undefined where it is no mark. */
function marksIn(cells: CsvRow['cells'], schoolClass: Graded): GivenMarks {
  const { maximum } = findGradingScale(schoolClass);
  const given = schoolClass.components.filter(({ key }) => Object.hasOwn(cells, key));
  return Object.fromEntries(given.map(({ key }) => [key, cells[key] === '' ? null : decimalInCell(cells[key]!, maximum)]));
}

function decimalInCell(cell: string, maximum: number): number | undefined {
  const mark = parseMarkCell(cell, maximum);
  return mark === undefined ? undefined : toDecimal(mark);
}
