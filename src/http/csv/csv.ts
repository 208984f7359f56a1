import type { CsvError } from 'csv-parse/sync';
import type { FieldError } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { MalformedCsv } from './csv.errors.js';

export interface CsvRow {
  /** The first line of the row in the file. The header is line 1. */
  readonly line: number;
  /** The cells by column, normalised (NFC) and trimmed. A blank cell is an empty string. */
  readonly cells: Readonly<Record<string, string>>;
  /** The columns after the end of a short row. Their cells are blank. */
  readonly missing: readonly string[];
}

export interface CsvTable {
  /** The columns of the file, in its order, with their expected names. */
  readonly columns: readonly string[];
  /** The rows that are not blank. */
  readonly rows: readonly CsvRow[];
}

/** The columns that a file may have. Their case does not matter. Any other column is an error. */
export interface CsvColumns {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

export type Separator = ',' | ';' | '\t';

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Decodes the text of a file. @throws MalformedCsv names the first line that is not UTF-8 */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const [valid] = bytes.toString('utf8').split('\uFFFD');
    throw MalformedCsv.at(1 + countLineBreaks(valid!), 'not_utf8', 'is not valid UTF-8. Save the file as "CSV UTF-8".');
  }
}

/**
 * Reads a file that a spreadsheet program has saved: separated by comma, semicolon or tab; with or without BOM; with any line breaks, also in quoted
 * cells. A row can be shorter than the header, because programs omit blank cells.
 * @throws MalformedCsv names the line, or the columns
 */
export async function readCsv(text: string, expected: CsvColumns): Promise<CsvTable> {
  const content = text.replace(/^\uFEFF/, '');
  const nul = content.indexOf('\0');
  if (nul >= 0)
    throw MalformedCsv.at(1 + countLineBreaks(content.slice(0, nul)), 'nul', 'contains a NUL character. The file is not a text file.');

  const [header, ...records] = (await parseRecords(content)).filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (!header) throw MalformedCsv.at(1, 'empty', 'must be the header, but the file is empty.');
  const columns = matchColumns(header.cells, expected);
  return { columns, rows: records.map((record) => toRow(record, columns)) };
}

/** Limits the rows of a file. @throws ValidationFailed names the line of the first row beyond the limit */
export function assertMaxRows(max: number, rows: readonly CsvRow[]): void {
  const line = rows[max]?.line;
  if (line === undefined) return;
  throw ValidationFailed.of({ field: `line ${line}`, code: 'too_many_rows', message: `exceeds the limit of ${max} rows. Split the file.` });
}

/**
 * Writes a file for spreadsheet programs: with BOM and CRLF, and without formulas. `readCsv` returns the same cells. With the separator `;`, numbers
 * have a decimal comma, because programs expect both or neither.
 */
export async function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
  separator: Separator = ',',
): Promise<string> {
  const { stringify } = await import('./csv-libraries.js');
  const toCell = (value: string | number | undefined) => {
    if (typeof value === 'number') return separator === ';' ? String(value).replace('.', ',') : String(value);
    return escapeFormula(value ?? '');
  };
  const records = [columns, ...rows].map((row) => row.map(toCell));
  return stringify(records, { delimiter: separator, record_delimiter: 'windows', bom: true, quoted_match: /[\r\n]/ });
}

/** Reads all records, including blank ones, and normalises their cells. */
async function parseRecords(text: string): Promise<CsvRecord[]> {
  const { parse } = await import('./csv-libraries.js');
  const records: CsvRecord[] = [];
  let line = 1;
  const add = ({ record, raw }: { record: string[]; raw: string }) => {
    records.push({ line, cells: record.map(unescapeFormula) });
    // The library counts a CRLF in quotes twice.
    line += countLineBreaks(raw);
    return null;
  };
  try {
    const format = { delimiter: findSeparator(text), record_delimiter: ['\r\n', '\n', '\r'], trim: true, relax_column_count: true };
    parse(text, { ...format, raw: true, on_record: add as never });
  } catch (error) {
    throw toMalformedCsv(error as CsvError, line);
  }
  return records;
}

/** The separator that the header uses most often, outside of quotes. */
function findSeparator(text: string): Separator {
  const lines = text.replace(/"[^"]*"/g, 'quoted').split(/[\r\n]/);
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const count = (separator: Separator) => header.split(separator).length;
  return ([',', ';', '\t'] as const).reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function countLineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function toMalformedCsv(error: CsvError, line: number): unknown {
  switch (error.code as string) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return MalformedCsv.at(line, 'unclosed_quote', 'opens a quote that is not closed.');
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return MalformedCsv.at(line, 'misplaced_quote', 'has a quote inside a cell. Put the cell in quotes and double each quote inside it.');
    default:
      return error;
  }
}

function toRow({ line, cells }: CsvRecord, columns: readonly string[]): CsvRow {
  if (cells.slice(columns.length).some((cell) => cell !== '')) {
    throw MalformedCsv.at(line, 'row_too_long', `has more cells than the ${columns.length} columns of the header.`);
  }
  return { line, cells: Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])), missing: columns.slice(cells.length) };
}

/**
 * Finds the expected columns in a header. Blank cells at its end are no columns.
 * @throws MalformedCsv names every column that is missing, unknown, repeated or has no name
 */
function matchColumns(header: readonly string[], { required, optional = [] }: CsvColumns): string[] {
  const expected = new Map([...required, ...optional].map((name) => [name.toLowerCase(), name]));
  const names = header.slice(0, header.findLastIndex((name) => name !== '') + 1);
  const columns = names.map((name) => expected.get(name.toLowerCase()));

  const errors: FieldError[] = names.flatMap((name, at) => {
    const column = columns[at];
    if (name === '') return [{ field: `column ${at + 1}`, code: 'unnamed_column', message: 'has no name in the header.' }];
    if (!column)
      return [
        { field: name, code: 'unknown_column', message: `is not a known column. Known columns: ${[...expected.values()].join(', ')}.` },
      ];
    if (columns.indexOf(column) < at) return [{ field: column, code: 'repeated_column', message: 'appears twice in the header.' }];
    return [];
  });
  for (const name of required) {
    if (!columns.includes(name)) errors.push({ field: name, code: 'missing_column', message: 'is missing from the header.' });
  }
  if (errors.length > 0) throw MalformedCsv.of(...errors);
  return columns as string[];
}

/** The beginnings that spreadsheet programs treat as a formula or a command. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const ESCAPED_FORMULA = /^'+[=+\-@\t\r＝＋－＠]/;

/** Normalises a text, and puts an apostrophe before a formula, so that no program runs it. */
function escapeFormula(text: string): string {
  const cell = text.normalize('NFC').trim();
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Normalises a cell, and removes the apostrophe of `escapeFormula`. */
function unescapeFormula(cell: string): string {
  const text = cell.normalize('NFC').trim();
  return ESCAPED_FORMULA.test(text) ? text.slice(1).trim() : text;
}
