import { ValidationFailed } from '../../core/errors/errors.js';
import { fault, fieldError } from '../../core/errors/field-error.js';
import type { ColumnMap } from '../../http/spreadsheets/column-map.js';
import { foldName } from '../../core/text/person-column-names.js';
import { mapError } from '../../http/spreadsheets/header.js';
import type { Table, TableRow } from '../../http/spreadsheets/table.js';
import type { SchoolClass } from '../classes/school-class.js';
import { toDecimal } from '../grading/mark.js';
import type { MarkRange } from '../grading/scale.js';
import { findGradingScale } from '../grading/scales.js';
import { fullNameInColumns } from '../users/full-name.js';
import { readCode } from '../users/person-file.js';
import { EMAIL, FAMILY_NAME, GIVEN_NAME, NAME, STUDENT } from './gradebook-file.js';

/** The points that a mark of each component is out of, in files of other products. A component without them has marks of the scale. */
type PointsPossible = ReadonlyMap<string, number>;

/** Splits a map such as `{"Midterm (412)":"midterm/100"}` into the columns, and the points that their marks are out of. */
export function splitMap(map: ColumnMap = {}): { map: ColumnMap; points: PointsPossible } {
  const points = new Map<string, number>();
  const entries = Object.entries(map).map(([name, column]) => {
    const [, key, possible] = /^(.+)\/([^/]*)$/.exec(column ?? '') ?? [];
    if (key === undefined) return [name, column] as const;
    if (!isPoints(possible!)) throw mapError(fault('column_map.points', { points: possible!, key }));
    points.set(key, Number(possible));
    return [name, key] as const;
  });
  return { map: Object.fromEntries(entries), points };
}

/**
 * Makes lines of this class from a file of any product: without rows that are no students, with marks of the grading scale, with names in one column, and
 * without the `#` before codes.
 * @param points what the client says
 * @throws ValidationFailed if the file has points of its own that are not given
 */
export function toLines(table: Table, schoolClass: SchoolClass, points: PointsPossible): TableRow[] {
  const pointsRow = table.rows.find((row) => isPseudoRow(row, POINTS_ROWS));
  const range = findGradingScale(schoolClass);
  const keys = schoolClass.components.map(({ key }) => key).filter((key) => table.columns.includes(key));
  const possible = new Map(
    keys.flatMap((key) => {
      const found = points.get(key) ?? pointsIn(table.names[key]!) ?? pointsIn(`MaxPoints:${pointsRow?.cells[key] ?? ''}`);
      return found === undefined ? [] : [[key, found] as const];
    }),
  );
  assertPointsKnown(table, keys, possible);
  return table.rows
    .filter((row) => !isPseudoRow(row, POINTS_ROWS) && !isPseudoRow(row, OTHER_ROWS))
    .map((row) => ({ ...row, cells: { ...row.cells, ...toMarks(row, possible, range), ...toStudent(row) } }));
}

/** The rows above the students in which products write the points of each column, as they begin. */
const POINTS_ROWS = new Set(['pointspossible', 'points', 'maxpoints', 'maximumpoints', 'outof']);
/** Other rows that are no students. */
const OTHER_ROWS = new Set(['date', 'duedate', 'studenttest', 'teststudent', 'manualposting', 'average', 'mean', 'median']);

/** Such a row has no student. */
function isPseudoRow({ cells }: TableRow, beginnings: ReadonlySet<string>): boolean {
  const isStudent = [STUDENT, EMAIL].some((column) => (cells[column] ?? '') !== '' && !beginnings.has(foldName(cells[column]!)));
  return !isStudent && [STUDENT, EMAIL, NAME, FAMILY_NAME, GIVEN_NAME].some((column) => beginnings.has(foldName(cells[column] ?? '')));
}

const HEADER_POINTS = /(?:MaxPoints|Total Pts|Points Possible|Out of)\s*:?\s*(\d{1,6}(?:[.,]\d{1,4})?)/i;

/** The points in the name of a column, e.g. `Midterm [Total Pts: 100 Score] |412` or `Midterm Points Grade <Numeric MaxPoints:50>`. */
function pointsIn(name: string): number | undefined {
  const text = HEADER_POINTS.exec(name)?.[1]?.replace(',', '.');
  return text !== undefined && isPoints(text) ? Number(text) : undefined;
}

function isPoints(text: string): boolean {
  return /^\d{1,6}(?:\.\d{1,4})?$/.test(text) && Number(text) > 0;
}

/** A file with the points of each student in a column beside the mark does not say them for the column. */
function assertPointsKnown({ names, ignored }: Table, keys: readonly string[], possible: PointsPossible): void {
  const unknown = keys.find(
    (key) => !possible.has(key) && ignored.some((name) => name.startsWith(names[key]!) && /max points$/i.test(name)),
  );
  if (unknown === undefined) return;
  const example = JSON.stringify({ [names[unknown]!]: `${unknown}/100` });
  throw ValidationFailed.of(fieldError('map', 'points_possible', { column: names[unknown]!, example }));
}

function toMarks({ cells }: TableRow, possible: PointsPossible, range: MarkRange): Record<string, string> {
  return Object.fromEntries(Array.from(possible, ([key, points]) => [key, pointsToMark(cells[key]!, points, range)]));
}

const SCALED = /^(\d{0,9})(?:[.,](\d{1,4}))?0*$/;
/** Points are exact to four decimal places. */
const UNIT = 10_000;

/**
 * Scales points to the same share of the way from the worst to the best mark, rounded half up to hundredths.
 * @returns a text that is no number as it is
 */
export function pointsToMark(cell: string, points: number, { best, worst }: MarkRange): string {
  const match = SCALED.exec(cell);
  if (!match || !/\d/.test(cell)) return cell;
  const achieved = BigInt(match[1] || 0) * BigInt(UNIT) + BigInt((match[2] ?? '').padEnd(4, '0'));
  const possible = BigInt(Math.round(points * UNIT));
  const mark = divideHalfUp(BigInt(worst) * possible + achieved * BigInt(best - worst), possible);
  return String(toDecimal(Number(mark)));
}

/** Points beyond the possible ones can give a negative number: it is below the best mark of a scale that counts downwards. */
function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const [doubled, divisor] = [2n * numerator + denominator, 2n * denominator];
  return doubled / divisor - (doubled % divisor < 0n ? 1n : 0n);
}

function toStudent({ cells }: TableRow): Record<string, string> {
  const name = cells[NAME] || fullNameInColumns({ givenName: cells[GIVEN_NAME], familyName: cells[FAMILY_NAME] });
  return { [STUDENT]: readCode(cells[STUDENT] ?? ''), ...(name && { [NAME]: name }) };
}
