import type { FieldError } from '../../core/errors/domain-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { fold } from '../../core/text/text.js';
import type { CsvColumns, CsvRow } from '../../http/csv/csv.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { StudentChanged, StudentRepeated } from '../enrolments/enrolments.errors.js';
import { parseMarkCell, toDecimal } from '../grading/mark.js';
import { findGradingScale } from '../grading/scales.js';
import { byName, enrolled } from './gradebook.js';
import { type MarksInput, type MarksOutcome, planMarks } from './marks-change.js';

type Graded = Pick<SchoolClass, 'components' | 'gradingScale'>;

// `COMPONENT_KEY` prevents a component from having the key of another column.
const STUDENT = 'studentCode';
const VERSION = 'version';

/** The columns of the file, in order. */
export function fileColumns({ components }: Graded): string[] {
  return [STUDENT, 'name', VERSION, ...components.map(({ key }) => key), 'result', 'letter'];
}

/** The required and optional columns of an imported file. A component without a column does not change. */
export function expectedColumns(schoolClass: Graded): CsvColumns {
  const required = [STUDENT, VERSION];
  return { required, optional: fileColumns(schoolClass).filter((column) => !required.includes(column)) };
}

/** The rows of the file: enrolled students, in the order of the gradebook. */
export function toFileRows({ components }: Graded, rows: readonly Enrolment[]): (string | number | undefined)[][] {
  return byName(enrolled(rows)).map(({ studentCode, studentName: { familyName, givenName }, version, marks, result }) => [
    studentCode,
    `${familyName} ${givenName}`,
    version,
    ...components.map(({ key }) => (Object.hasOwn(marks, key) ? toDecimal(marks[key]!) : undefined)),
    result && toDecimal(result.value),
    result?.letter,
  ]);
}

/** The student code of a line, as in the file. */
export function readStudentCode({ cells }: CsvRow): string {
  return cells[STUDENT]!;
}

/** Plans the change of each line. @returns the outcomes by line, in the order of the file */
export function planImport(lines: readonly CsvRow[], schoolClass: SchoolClass, rows: readonly Enrolment[]): Map<CsvRow, MarksOutcome> {
  const rowsByCode = groupByCode(rows);
  const earlier = new Set<string>();
  return new Map(
    lines.map((line) => {
      const code = fold(readStudentCode(line));
      const isRepeated = earlier.has(code);
      earlier.add(code);
      return [line, planLine(line, { matches: rowsByCode.get(code) ?? [], isRepeated }, schoolClass)];
    }),
  );
}

function groupByCode(rows: readonly Enrolment[]): Map<string, Enrolment[]> {
  const groups = new Map<string, Enrolment[]>();
  for (const row of rows) {
    const code = fold(row.studentCode);
    groups.set(code, [...(groups.get(code) ?? []), row]);
  }
  return groups;
}

function planLine(
  { cells, missing }: CsvRow,
  { matches: [row, otherRow], isRepeated }: { matches: readonly Enrolment[]; isRepeated: boolean },
  schoolClass: SchoolClass,
): MarksOutcome {
  const errors = findLineErrors(cells, schoolClass);
  if (errors.length > 0) return { error: ValidationFailed.of(...errors) };
  if (isRepeated) return { error: new StudentRepeated() };
  if (!row) return { error: UnknownReference.to(STUDENT, 'a student of the class') };
  // The code has just moved from one student to another, and not all copies in the class are updated.
  if (otherRow) return { error: new StudentChanged() };
  const missingMark = missing.find((key) => Object.hasOwn(row.marks, key));
  if (missingMark !== undefined) return { error: rowTooShort(missingMark) };
  return planMarks(row, { studentId: row.studentId, version: Number(cells[VERSION]), marks: parseMarks(cells, schoolClass) }, schoolClass);
}

/** A truncated line must not clear marks. Only a blank cell clears a mark. */
function rowTooShort(field: string): ValidationFailed {
  return ValidationFailed.of({
    field,
    code: 'row_too_short',
    message: 'is missing at the end of this line, but the student has a mark for it. Add the cell; leave it blank to clear the mark.',
  });
}

/** Validates a line by itself. */
function findLineErrors(cells: CsvRow['cells'], schoolClass: Graded): FieldError[] {
  const { maximum } = findGradingScale(schoolClass);
  const invalid = Object.entries(parseMarks(cells, schoolClass)).filter(([, mark]) => mark === undefined);
  return [
    ...(cells[STUDENT] === '' ? [{ field: STUDENT, code: 'required', message: 'must be the code of a student.' }] : []),
    ...(/^[1-9]\d{0,8}$/.test(cells[VERSION]!)
      ? []
      : [{ field: VERSION, code: 'version', message: 'must be the one that the file came with.' }]),
    ...invalid.map(([field]) => ({
      field,
      code: 'mark',
      message: `must be a number from 0 to ${toDecimal(maximum)} with at most two decimal places, or blank.`,
    })),
  ];
}

/** Parses the marks of a line: `null` for a blank cell, undefined for an invalid cell. Leaves out components without a column. */
function parseMarks(cells: CsvRow['cells'], schoolClass: Graded): MarksInput['marks'] {
  const { maximum } = findGradingScale(schoolClass);
  const components = schoolClass.components.filter(({ key }) => Object.hasOwn(cells, key));
  return Object.fromEntries(components.map(({ key }) => [key, cells[key] === '' ? null : parseDecimal(cells[key]!, maximum)]));
}

function parseDecimal(cell: string, maximum: number): number | undefined {
  const mark = parseMarkCell(cell, maximum);
  return mark === undefined ? undefined : toDecimal(mark);
}
