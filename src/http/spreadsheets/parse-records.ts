import { fault } from '../../core/errors/field-error.js';
import { MalformedFile } from './malformed-file.js';

export type Separator = ',' | ';' | '\t';

/** A row of a file, before its columns are known. */
export interface FileRecord {
  /** The first line of the record in the file, or the row of a workbook. The first is 1. */
  readonly line: number;
  /** The cells, without spaces around them. */
  readonly cells: readonly string[];
}

/** The maximum number of cells in a record. No file needs as many. */
export const MAX_CELLS = 1_000;

const SPACE = { ',': /[^\S\r\n]*/y, ';': /[^\S\r\n]*/y, '\t': /[^\S\r\n\t]*/y };
const UNQUOTED = { ',': /[^,"\r\n]*/y, ';': /[^;"\r\n]*/y, '\t': /[^\t"\r\n]*/y };

/**
 * Parses one record after the other, so that the caller can stop at any of them. Skips empty lines.
 * @throws MalformedFile names the first line of the record
 */
export function* parseRecords(text: string, separator: Separator): Generator<FileRecord> {
  let line = 1;
  for (let at = 0; at < text.length;) {
    const afterLineBreak = skipLineBreak(text, at);
    if (afterLineBreak > at) {
      at = afterLineBreak;
      line += 1;
      continue;
    }
    const cells: string[] = [];
    let end = at - 1;
    do {
      if (cells.length === MAX_CELLS) throw MalformedFile.at(line, fault('too_many_columns', { max: MAX_CELLS }));
      const read = readCell(text, end + 1, { separator, line });
      cells.push(read.cell);
      ({ end } = read);
    } while (text[end] === separator);
    yield { line, cells };
    const next = skipLineBreak(text, end);
    line += countLineBreaks(text.slice(at, next));
    at = next;
  }
}

export function countLineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

/** Reads the cell at a position. Its end is the position of a separator, of a line break, or of the end of the text. */
function readCell(text: string, start: number, { separator, line }: { separator: Separator; line: number }): { cell: string; end: number } {
  const open = skip(SPACE[separator], text, start);
  if (text[open] !== '"') {
    const end = skip(UNQUOTED[separator], text, start);
    if (text[end] === '"') throw misplacedQuote(line);
    return { cell: text.slice(start, end).trim(), end };
  }
  const close = findClosingQuote(text, open + 1);
  if (close < 0) throw MalformedFile.at(line, fault('unclosed_quote'));
  const end = skip(SPACE[separator], text, close + 1);
  if (end < text.length && text[end] !== separator && skipLineBreak(text, end) === end) throw misplacedQuote(line);
  return {
    cell: text
      .slice(open + 1, close)
      .replaceAll('""', '"')
      .trim(),
    end,
  };
}

/** A quote that is not doubled; -1 without one. */
function findClosingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function skipLineBreak(text: string, at: number): number {
  if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1;
  return text[at] === '\n' ? at + 1 : at;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

function misplacedQuote(line: number): MalformedFile {
  return MalformedFile.at(line, fault('misplaced_quote'));
}
