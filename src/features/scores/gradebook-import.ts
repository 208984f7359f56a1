import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import { fold } from '../../core/text/text.js';
import type { TableRow } from '../../http/spreadsheets/table.js';
import { explainDamage } from '../../http/validation/text.validators.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { NotEnrolled, StudentChanged, StudentRepeated } from '../enrolments/enrolments.errors.js';
import { isFlag, type Mark } from '../grading/component.js';
import { formatMark, parseFlagCell, parseMarkCell, toDecimal, toHundredths } from '../grading/mark.js';
import { highestMark, lowestMark } from '../grading/scale.js';
import { findGradingScale } from '../grading/scales.js';
import { findOtherName } from '../users/full-name.js';
import { LETTER, letterOf, NAME, readStudentCode, RESULT, SEEN, STUDENT, VERSION } from './gradebook-file.js';
import { type MarksInput, type MarksOutcome, planMarks, resultOf } from './marks-change.js';
import { StaleEnrolment } from './scores.errors.js';
import { isOfAnotherClass, parseSeen, type Seen } from './seen.js';

/** More cleared marks than this need a confirmation: few people blank as many cells on purpose. */
const MAX_CLEARED = 10;

export interface ImportOptions {
  /** Whether a line without `row.seen` and `version` replaces marks. Otherwise it only adds marks. */
  readonly overwrite?: boolean;
  /** Whether the file may clear more than ten marks. */
  readonly allowClearing?: boolean;
}

/** The change of one line, and what a person should know of it. */
export interface PlannedLine {
  readonly outcome: MarksOutcome;
  readonly warnings: readonly FieldError[];
}

/** The mark of each component that has a column; undefined for a cell that is blank or invalid. */
type ParsedMarks = ReadonlyMap<string, Mark | undefined>;

/**
 * Plans the change of each line.
 * @returns the plans by line, in the order of the file
 * @throws ValidationFailed for a file of another class, and for one that clears many marks without `allowClearing`
 */
export function planImport(
  lines: readonly TableRow[],
  schoolClass: SchoolClass,
  rows: readonly Enrolment[],
  options: ImportOptions = {},
): Map<TableRow, PlannedLine> {
  const foreign = lines.find(({ cells }) => isOfAnotherClass(cells[SEEN] ?? '', schoolClass.id));
  if (foreign) throw ofAnotherClass(foreign);
  const rowsByCode = groupByCode(rows);
  const earlier = new Set<string>();
  const planned = new Map(
    lines.map((line) => {
      const code = fold(readStudentCode(line));
      const isRepeated = earlier.has(code);
      earlier.add(code);
      const outcome = planLine(line, { matches: rowsByCode.get(code) ?? [], isRepeated }, schoolClass, options);
      return [line, { outcome, warnings: findWarnings(line, outcome, schoolClass) }];
    }),
  );
  const cleared = countCleared(Array.from(planned.values(), ({ outcome }) => outcome));
  if (cleared > MAX_CLEARED && !options.allowClearing) throw clearsMarks(cleared);
  return planned;
}

/** The marks that rows had before, and do not have afterwards. */
export function countCleared(outcomes: readonly MarksOutcome[]): number {
  return outcomes
    .map(({ before, after }) => (before ? Object.keys(before.marks).filter((key) => !Object.hasOwn(after.marks, key)).length : 0))
    .reduce((sum, count) => sum + count, 0);
}

function ofAnotherClass({ line }: TableRow): ValidationFailed {
  return ValidationFailed.of(fieldError(`line ${line}`, 'other_class'));
}

function clearsMarks(count: number): ValidationFailed {
  return ValidationFailed.of(fieldError('allowClearing', 'clears_marks', { count }));
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
  line: TableRow,
  { matches: [row, otherRow], isRepeated }: { matches: readonly Enrolment[]; isRepeated: boolean },
  schoolClass: SchoolClass,
  options: ImportOptions,
): MarksOutcome {
  const marks = readMarks(line, schoolClass);
  const errors = findLineErrors(line, marks, schoolClass);
  if (errors.length > 0) return invalid(...errors);
  if (isRepeated) return { error: new StudentRepeated() };
  const damage = explainDamage(readStudentCode(line));
  if (!row) return { error: UnknownReference.to(STUDENT, 'class_student', damage && [damage]) };
  // The code has just moved from one student to another, and not all copies in the class are updated.
  if (otherRow) return { error: new StudentChanged() };
  const mismatch = findMismatch(line, row);
  if (mismatch) return invalid(mismatch);
  return row.status === 'ENROLLED' ? planRow(line, marks, row, schoolClass, options) : { error: new NotEnrolled() };
}

/** Validates a line by itself. */
function findLineErrors({ cells }: TableRow, marks: ParsedMarks, schoolClass: SchoolClass): FieldError[] {
  const scale = findGradingScale(schoolClass);
  const bounds = { min: toDecimal(lowestMark(scale)), max: toDecimal(highestMark(scale)) };
  const invalidKeys = Array.from(marks.keys()).filter((key) => cells[key] !== '' && marks.get(key) === undefined);
  return [
    ...(cells[STUDENT] === '' ? [fieldError(STUDENT, 'required.student_code')] : []),
    ...(hasSeen(cells) || cells[VERSION] === undefined || /^[1-9]\d{0,8}$/.test(cells[VERSION]) ? [] : [fieldError(VERSION, 'version')]),
    ...invalidKeys.map((field) => fieldError(field, 'mark.cell', { value: fieldPath(cells[field]!), ...bounds })),
  ];
}

/** Finds what contradicts the code of the student in a line. */
function findMismatch({ cells, missing }: TableRow, row: Enrolment): FieldError | undefined {
  const otherName = cells[NAME] ? findOtherName(NAME, cells[NAME], { ...row.studentName, code: row.studentCode }) : undefined;
  if (otherName) return otherName;
  if (hasSeen(cells) && !parseSeen(cells[SEEN]!, row)) {
    return fieldError(SEEN, 'seen');
  }
  // A truncated line must not clear marks. Only a blank cell clears a mark.
  const field = missing.find((key) => Object.hasOwn(row.marks, key));
  return field === undefined ? undefined : fieldError(field, 'row_too_short');
}

function hasSeen(cells: TableRow['cells']): boolean {
  return (cells[SEEN] ?? '') !== '';
}

function invalid(...errors: FieldError[]): MarksOutcome {
  return { error: ValidationFailed.of(...errors) };
}

/** Parses the marks of a line. Leaves out components without a column. */
function readMarks({ cells }: TableRow, schoolClass: SchoolClass): ParsedMarks {
  const scale = findGradingScale(schoolClass);
  const columns = schoolClass.components.filter(({ key }) => Object.hasOwn(cells, key));
  return new Map(columns.map(({ key }) => [key, parseFlagCell(cells[key]!) ?? parseMarkCell(cells[key]!, scale)]));
}

function planRow({ cells }: TableRow, marks: ParsedMarks, row: Enrolment, schoolClass: SchoolClass, options: ImportOptions): MarksOutcome {
  if (hasSeen(cells)) return mergeMarks(row, marks, parseSeen(cells[SEEN]!, row)!, schoolClass);
  if (cells[VERSION] === undefined) return addMarks(row, marks, schoolClass, options);
  return planMarks(row, { studentId: row.studentId, version: Number(cells[VERSION]), ...toInput([...marks]) }, schoolClass);
}

/** Changes the cells that were edited. Fails if another request has changed one of their marks in a different way. */
function mergeMarks(row: Enrolment, marks: ParsedMarks, seen: Seen, schoolClass: SchoolClass): MarksOutcome {
  const edited = [...marks].filter(([key, mark]) => mark !== seen.marks[key] && mark !== row.marks[key]);
  const conflicts = edited.filter(([key]) => row.marks[key] !== seen.marks[key]);
  if (conflicts.length > 0) {
    return {
      error: StaleEnrolment.of(
        row,
        conflicts.map(([component, sent]) => ({ component, sent, stored: row.marks[component] })),
      ),
    };
  }
  return planMarks(row, { studentId: row.studentId, version: row.version, ...toInput(edited) }, schoolClass);
}

/** Adds marks. Blank cells change nothing. Replaces marks only with `overwrite`, because the line does not show which marks it is based on. */
function addMarks(row: Enrolment, marks: ParsedMarks, schoolClass: SchoolClass, { overwrite }: ImportOptions): MarksOutcome {
  const typed = [...marks].filter(([key, mark]) => mark !== undefined && mark !== row.marks[key]);
  const replaced = overwrite ? [] : typed.filter(([key]) => Object.hasOwn(row.marks, key));
  if (replaced.length > 0) {
    return invalid(...replaced.map(([key]) => fieldError(key, 'mark_exists', { mark: formatMark(row.marks[key]!) })));
  }
  return planMarks(row, { studentId: row.studentId, version: row.version, ...toInput(typed) }, schoolClass);
}

function toInput(marks: readonly (readonly [string, Mark | undefined])[]): Pick<MarksInput, 'marks' | 'flags'> {
  const numbers = marks.filter(([, mark]) => !isFlag(mark)) as (readonly [string, number | undefined])[];
  return {
    marks: Object.fromEntries(numbers.map(([key, mark]) => [key, mark === undefined ? null : toDecimal(mark)])),
    flags: Object.fromEntries(marks.filter(([, mark]) => isFlag(mark))),
  };
}

/** A result that was typed. It is no result of the marks: neither of those in the file, nor of those that the row has or had. */
function findWarnings({ cells }: TableRow, { before, after }: MarksOutcome, schoolClass: SchoolClass): FieldError[] {
  if (!before) return [];
  const seen = parseSeen(cells[SEEN] ?? '', before);
  const results = [before.result, after.result, before.computed, seen && resultOf(seen.marks, schoolClass)];
  const known: Record<string, (string | number | undefined)[]> = {
    [RESULT]: results.map((result) => result?.value),
    [LETTER]: [...results.map((result) => result?.letter), letterOf(before), letterOf(after)],
  };
  const read = (column: string) => (column === RESULT ? toHundredths(cells[column]!.replace(',', '.')) : cells[column]);
  return [RESULT, LETTER].flatMap((column) => {
    if ((cells[column] ?? '') === '') return [];
    const typed = read(column);
    if (typed !== undefined && known[column]!.includes(typed)) return [];
    return [fieldError(column, 'ignored')];
  });
}
