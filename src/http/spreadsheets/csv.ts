import type { FieldError } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldPath } from '../../core/text/field-path.js';
import { normalise } from '../../core/text/text.js';
import { MalformedCsv } from './csv.errors.js';
import { countLineBreaks, type CsvRecord, parseRecords, type Separator } from './parse-records.js';

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

/** The maximum number of rows that have cells, all of them blank. A spreadsheet program can save some behind the last row. */
const MAX_BLANK_ROWS = 10_000;

/** The columns that a file may have. Their case does not matter. Any other column is an error. */
export interface CsvColumns {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

/** Decodes the text of a file. @throws MalformedCsv names the first line that is not UTF-8 */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = bytes.toString('utf8');
    throw MalformedCsv.at(
      1 + countLineBreaks(text.slice(0, text.indexOf('\uFFFD'))),
      'not_utf8',
      'is not valid UTF-8. Save the file as "CSV UTF-8".',
    );
  }
}

/**
 * Reads a file that a spreadsheet program has saved: separated by comma, semicolon or tab; with or without BOM; with any line breaks, also in quoted
 * cells. A row can be shorter than the header, because programs omit blank cells.
 * @throws MalformedCsv names the line, or the columns; ValidationFailed at the first row beyond `maxRows`
 */
export function readCsv(text: string, expected: CsvColumns, maxRows: number): CsvTable {
  const content = text.replace(/^\uFEFF/, '');
  const nul = content.indexOf('\0');
  if (nul >= 0)
    throw MalformedCsv.at(1 + countLineBreaks(content.slice(0, nul)), 'nul', 'contains a NUL character. The file is not a text file.');

  let columns: string[] | undefined;
  let width = 0;
  let blankRows = 0;
  const rows: CsvRow[] = [];
  const separator = findSeparator(content);
  for (const record of parseRecords(content, separator)) {
    const isBlank = record.cells.every((cell) => cell === '');
    if (isBlank && (blankRows += 1) > MAX_BLANK_ROWS)
      throw MalformedCsv.at(record.line, 'too_many_blank_rows', `comes after ${MAX_BLANK_ROWS} blank rows. Delete the blank rows.`);
    if (isBlank) continue;
    if (!columns) {
      columns = matchColumns(record.cells.map(unescapeFormulas), expected);
      width = record.cells.length;
      continue;
    }
    if (record.cells.length > width || record.cells.slice(columns.length).some((cell) => cell !== ''))
      throw rowTooLong(record, columns, separator);
    if (rows.length === maxRows) throw tooManyRows(record, maxRows);
    rows.push(toRow(record, columns));
  }
  if (!columns) throw MalformedCsv.at(1, 'empty', 'must be the header, but the file is empty.');
  return { columns, rows };
}

function tooManyRows({ line }: CsvRecord, max: number): ValidationFailed {
  return ValidationFailed.of({
    field: `line ${line}`,
    code: 'too_many_rows',
    message: `exceeds the limit of ${max} rows. Split the file.`,
  });
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
  const { stringify } = await import('./libraries.js');
  const toCell = (value: string | number | undefined) => {
    if (typeof value === 'number') return separator === ';' ? String(value).replace('.', ',') : String(value);
    return escapeFormulas(value ?? '');
  };
  const records = [columns, ...rows].map((row) => row.map(toCell));
  return stringify(records, { delimiter: separator, record_delimiter: 'windows', bom: true, quoted_match: /[\r\n]/ });
}

/** The separator that the header uses most often, outside of quotes. */
function findSeparator(text: string): Separator {
  const unquoted = text.replace(/"[^"]*"/g, 'quoted');
  const first = unquoted.search(/\S/);
  const start = Math.max(unquoted.lastIndexOf('\n', first), unquoted.lastIndexOf('\r', first)) + 1;
  const [header = ''] = unquoted.slice(start).split(/[\r\n]/, 1);
  const count = (separator: Separator) => header.split(separator).length;
  return ([',', ';', '\t'] as const).reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** A blank cell at the end counts too: with one separator too many, all cells behind it stand in the wrong columns. */
function rowTooLong({ line }: CsvRecord, columns: readonly string[], separator: Separator): MalformedCsv {
  const advice = separator === ',' ? ' Put a cell that contains a comma in quotes, also a number with a decimal comma.' : '';
  return MalformedCsv.at(line, 'row_too_long', `has more cells than the ${columns.length} columns of the header.${advice}`);
}

function toRow({ line, cells: written }: CsvRecord, columns: readonly string[]): CsvRow {
  const cells = written.map(unescapeFormulas);
  return { line, cells: Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])), missing: columns.slice(cells.length) };
}

/** The maximum number of errors in a response. Each of them can list all columns. */
const MAX_ERRORS = 10;

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
        {
          field: fieldPath(name),
          code: 'unknown_column',
          message: `is not a known column. Known columns: ${[...expected.values()].join(', ')}.`,
        },
      ];
    if (columns.indexOf(column) < at) return [{ field: column, code: 'repeated_column', message: 'appears twice in the header.' }];
    return [];
  });
  for (const name of required) {
    if (!columns.includes(name)) errors.push({ field: name, code: 'missing_column', message: 'is missing from the header.' });
  }
  if (errors.length > 0) throw MalformedCsv.of(...errors.slice(0, MAX_ERRORS));
  return columns as string[];
}

/**
 * Where a program can begin a cell: at the beginning of the text, and behind any separator or line break in it, because a program that expects another
 * separator does not see the quotes of this one. It skips spaces, quotes and invisible characters there.
 */
const CELL_START = String.raw`(?:^|[,;|\t\r\n])(?:(?![\t\r\n])[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}"])*`;
/** What spreadsheet programs treat as a formula or a command, at the beginning of a cell. */
const FORMULA = '[=+\\-@＝＋－＠]';
const BEFORE_FORMULA = new RegExp(`${CELL_START}(?='*${FORMULA})`, 'gu');
const BEFORE_ESCAPED_FORMULA = new RegExp(`(${CELL_START})'(?='*${FORMULA})`, 'gu');

/** Normalises a text, and puts an apostrophe before each formula in it, so that no program runs it. */
function escapeFormulas(text: string): string {
  return normalise(text).trim().replace(BEFORE_FORMULA, "$&'");
}

/** Normalises a cell, and removes the apostrophes of `escapeFormulas`. */
function unescapeFormulas(cell: string): string {
  return normalise(cell).trim().replace(BEFORE_ESCAPED_FORMULA, '$1');
}
