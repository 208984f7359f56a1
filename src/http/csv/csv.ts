import type { CsvError } from 'csv-parse/sync';
import { MalformedCsv } from './csv.errors.js';
import { matchColumns } from './csv-columns.js';
import { escapeFormula, unescapeFormula } from './cell.js';

/** A row of a file. */
export interface CsvRow {
  /** The line of the file on which the row begins; the header is line 1. */
  readonly line: number;
  /** By the names of the columns that the file has; a blank cell is an empty string. Composed (NFC) and trimmed. */
  readonly cells: Readonly<Record<string, string>>;
  /** The columns that the row ends before: their cells are blank because they are not there. */
  readonly missing: readonly string[];
}

export interface CsvTable {
  /** The columns that the file has, in its order, by the names that were asked for. */
  readonly columns: readonly string[];
  /** Rows without any content are left out. */
  readonly rows: readonly CsvRow[];
}

/** The columns that a file may have, matched without case. Any other is an error. */
export interface CsvColumns {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
}

export type Separator = ',' | ';' | '\t';

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads what a spreadsheet program saved: separated by comma, semicolon or tab, as the header is; with or without BOM; any line breaks, in quoted
 * cells too. A row may be shorter than the header, since programs leave blank cells out.
 * @throws MalformedCsv naming the line, or the columns
 */
export async function readCsv(text: string, expected: CsvColumns): Promise<CsvTable> {
  const content = text.replace(/^\uFEFF/, '');
  const nul = content.indexOf('\0');
  if (nul >= 0) throw MalformedCsv.at(1 + breaksIn(content.slice(0, nul)), 'nul', 'contains a NUL character. The file is not a text file.');

  const [header, ...records] = (await recordsOf(content)).filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (!header) throw MalformedCsv.at(1, 'empty', 'must be the header, but the file is empty.');
  const columns = matchColumns(header.cells, expected);
  return { columns, rows: records.map((record) => rowOf(record, columns)) };
}

/**
 * Writes a file that spreadsheet programs open as it is meant: with BOM and CRLF, and no cell of text taken for a formula. `readCsv` gives back the
 * same cells. Numbers have a decimal comma where `;` separates, as programs that expect the one expect the other.
 */
export async function writeCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
  separator: Separator = ',',
): Promise<string> {
  const { stringify } = await import('./csv-libraries.js');
  const written = (cell: string | number | undefined) => {
    if (typeof cell === 'number') return separator === ';' ? String(cell).replace('.', ',') : String(cell);
    return escapeFormula(cell ?? '');
  };
  const records = [columns, ...rows].map((row) => row.map(written));
  return stringify(records, { delimiter: separator, record_delimiter: 'windows', bom: true, quoted_match: /[\r\n]/ });
}

/** All records, blank ones too, with their cells tidied. */
async function recordsOf(text: string): Promise<CsvRecord[]> {
  const { parse } = await import('./csv-libraries.js');
  const records: CsvRecord[] = [];
  let line = 1;
  const take = ({ record, raw }: { record: string[]; raw: string }) => {
    records.push({ line, cells: record.map(unescapeFormula) });
    // The library counts a CRLF in quotes twice.
    line += breaksIn(raw);
    return null;
  };
  try {
    const record_delimiter = ['\r\n', '\n', '\r'];
    parse(text, {
      delimiter: separatorOf(text),
      record_delimiter,
      trim: true,
      relax_column_count: true,
      raw: true,
      on_record: take as never,
    });
  } catch (error) {
    throw malformed(error as CsvError, line);
  }
  return records;
}

/** What the first line that says anything uses most often, outside of quotes. */
function separatorOf(text: string): Separator {
  const lines = text.replace(/"[^"]*"/g, 'quoted').split(/[\r\n]/);
  const header = lines.find((line) => line.trim() !== '') ?? '';
  const count = (separator: Separator) => header.split(separator).length;
  return ([',', ';', '\t'] as const).reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

function breaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function malformed(error: CsvError, line: number): unknown {
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

function rowOf({ line, cells }: CsvRecord, columns: readonly string[]): CsvRow {
  if (cells.slice(columns.length).some((cell) => cell !== '')) {
    throw MalformedCsv.at(line, 'row_too_long', `has more cells than the ${columns.length} columns of the header.`);
  }
  return { line, cells: Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])), missing: columns.slice(cells.length) };
}
