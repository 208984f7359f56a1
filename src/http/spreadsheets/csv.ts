import { fault } from '../../core/errors/field-error.js';
import { normalise } from '../../core/text/text.js';
import type { Columns } from './header.js';
import { MalformedFile } from './malformed-file.js';
import { countLineBreaks, type FileRecord, parseRecords, type Separator } from './parse-records.js';
import { type ReadOptions, readTable, type Table } from './table.js';

const BYTE_ORDER_MARKS = [
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
] as const;

/** Decodes the text of a file: UTF-8, or UTF-16 with a byte order mark. @throws MalformedFile names the first line that cannot be decoded */
export function decodeText(bytes: Buffer): string {
  const wide = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  const encoding = wide?.encoding ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder(encoding).decode(bytes);
    throw MalformedFile.at(1 + countLineBreaks(text.slice(0, text.indexOf('\uFFFD'))), fault(wide ? 'not_utf16' : 'not_utf8'));
  }
}

/**
 * Reads a text file that a spreadsheet program has saved: separated by comma, semicolon or tab; with or without BOM; with any line breaks, also in
 * quoted cells. A first line `sep=;` names the separator.
 * @throws as `readTable`; MalformedFile also for a NUL, and for text that is not CSV
 */
export function readCsv(text: string, columns: Columns, options: ReadOptions): Table {
  const content = text.replace(/^\uFEFF/, '');
  const nul = content.indexOf('\0');
  if (nul >= 0) throw MalformedFile.at(1 + countLineBreaks(content.slice(0, nul)), fault('nul'));
  const [line = '', named] = /^"?sep=(.)"?(?=[\r\n]|$)/.exec(content) ?? [];
  if (named !== undefined && !isSeparator(named)) throw MalformedFile.at(1, fault('separator'));
  // The rest of that line stays as a blank one, so that lines are counted as in the file.
  const rows = content.slice(line.length);
  const read = (separator: Separator) => readTable({ records: unescaped(parseRecords(rows, separator)), separator }, columns, options);
  const [first, ...others] = named === undefined ? findSeparators(rows) : [named];
  try {
    return read(first!);
  } catch (error) {
    const table = error instanceof MalformedFile && firstOf(others, read);
    if (!table) throw error;
    return table;
  }
}

/** The table for the first separator with which the file can be read. */
function firstOf(separators: readonly Separator[], read: (separator: Separator) => Table): Table | undefined {
  for (const separator of separators) {
    try {
      return read(separator);
    } catch (error) {
      if (!(error instanceof MalformedFile)) throw error;
    }
  }
  return undefined;
}

function* unescaped(records: Iterable<FileRecord>): Generator<FileRecord, void> {
  for (const { line, cells } of records) yield { line, cells: cells.map(unescapeFormulas) };
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

/** The lines in which separators are searched. Titles above the header can have others, or none. */
const FIRST_LINES = 20;

/** The separator that the first line uses most often, outside of quotes, and then those of the lines below it. */
function findSeparators(text: string): Separator[] {
  const unquoted = text.replace(/"[^"]*"/g, 'quoted');
  const found = new Set<Separator>();
  let lines = 0;
  for (const [line] of unquoted.matchAll(/[^\r\n]+/g)) {
    if (line.trim() === '') continue;
    const count = (separator: Separator) => line.split(separator).length;
    found.add(SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best)));
    if ((lines += 1) === FIRST_LINES) break;
  }
  return found.size === 0 ? [','] : [...found];
}

const SEPARATORS = [',', ';', '\t'] as const;

function isSeparator(text: string): text is Separator {
  return (SEPARATORS as readonly string[]).includes(text);
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
