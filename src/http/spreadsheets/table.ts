import { ValidationFailed } from '../../core/errors/errors.js';
import { fault, fieldError } from '../../core/errors/field-error.js';
import type { ColumnMap } from './column-map.js';
import { type Columns, findHeader } from './header.js';
import { MalformedFile } from './malformed-file.js';
import type { FileRecord, Separator } from './parse-records.js';

export interface TableRow {
  /** The first line of the row in the file. The first line is 1. */
  readonly line: number;
  /** The cells by column, normalised (NFC) and trimmed. A blank cell is an empty string. */
  readonly cells: Readonly<Record<string, string>>;
  /** The columns after the end of a short row of a text file. Their cells are blank. */
  readonly missing: readonly string[];
}

export interface Table {
  /** The expected columns that the file has, in its order. */
  readonly columns: readonly string[];
  /** The name of each of these columns in the file. */
  readonly names: Readonly<Record<string, string>>;
  /** The names of the columns that are ignored. */
  readonly ignored: readonly string[];
  /** The rows that are not blank. */
  readonly rows: readonly TableRow[];
}

/** The rows of a file. */
export interface FileRecords {
  readonly records: Iterable<FileRecord>;
  /** The separator of a text file. A workbook has none, and leaves out blank cells at the end of a row. */
  readonly separator?: Separator;
}

export interface ReadOptions {
  readonly maxRows: number;
  /** Whether a command imports longer files. */
  readonly hasCommand?: boolean;
  readonly map?: ColumnMap;
}

/** The maximum number of rows that have cells, all of them blank. A spreadsheet program can save some behind the last row. */
const MAX_BLANK_ROWS = 10_000;
/** The rows in which the header is searched. Above it, people write titles. */
const MAX_HEADER_ROWS = 20;

/**
 * Finds the expected columns in a file, and its rows.
 * @throws MalformedFile names the line, or the columns; ValidationFailed at the first row beyond `maxRows`, and for a map that does not fit
 */
export function readTable(file: FileRecords, expected: Columns, { maxRows, hasCommand, map }: ReadOptions): Table {
  const records = notBlank(file.records);
  const first = take(records, MAX_HEADER_ROWS);
  if (first.length === 0) throw MalformedFile.at(1, fault('empty'));
  const { header, at } = findHeader(
    first.map(({ cells }) => cells),
    expected,
    map,
  );
  const width = first[at]!.cells.length;
  const rows: TableRow[] = [];
  const add = (record: FileRecord) => {
    assertFits(record, header.columns, { width, separator: file.separator });
    if (rows.length === maxRows) throw tooManyRows(record, maxRows, hasCommand);
    rows.push(toRow(record, header.columns, file.separator));
  };
  first.slice(at + 1).forEach(add);
  for (const record of records) add(record);
  const columns = header.columns.filter((column) => column !== undefined);
  const nameOf = (column: string) => [column, first[at]!.cells[header.columns.indexOf(column)]!] as const;
  return { columns, names: Object.fromEntries(columns.map(nameOf)), ignored: header.ignored, rows };
}

function* notBlank(records: Iterable<FileRecord>): Generator<FileRecord, void> {
  let blankRows = 0;
  for (const record of records) {
    if (record.cells.some((cell) => cell !== '')) yield record;
    else if ((blankRows += 1) > MAX_BLANK_ROWS) throw MalformedFile.at(record.line, fault('too_many_blank_rows', { max: MAX_BLANK_ROWS }));
  }
}

function take(records: Generator<FileRecord, void>, count: number): FileRecord[] {
  const taken: FileRecord[] = [];
  while (taken.length < count) {
    const next = records.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

/**
 * A blank cell at the end of a line counts too: with one separator too many, all cells behind it stand in the wrong columns.
 * @throws MalformedFile
 */
function assertFits(
  { line, cells }: FileRecord,
  columns: readonly (string | undefined)[],
  { width, separator }: { width: number; separator?: Separator },
): void {
  const named = columns.length;
  const isShort = separator === undefined || cells.length <= width;
  if (isShort && cells.slice(named).every((cell) => cell === '')) return;
  throw MalformedFile.at(line, fault(separator === ',' ? 'row_too_long.comma' : 'row_too_long', { columns: named }));
}

function toRow({ line, cells }: FileRecord, columns: readonly (string | undefined)[], separator?: Separator): TableRow {
  const entries = columns.flatMap((column, at) => (column === undefined ? [] : [[column, cells[at] ?? ''] as const]));
  const missing = separator === undefined ? [] : columns.slice(cells.length).filter((column) => column !== undefined);
  return { line, cells: Object.fromEntries(entries), missing };
}

function tooManyRows({ line }: FileRecord, max: number, hasCommand = false): ValidationFailed {
  return ValidationFailed.of(fieldError(`line ${line}`, hasCommand ? 'too_many_rows.command' : 'too_many_rows', { max }));
}
