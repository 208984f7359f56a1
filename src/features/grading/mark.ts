import { highestMark, lowestMark, type MarkRange } from './scale.js';
import { type Flag, isFlag, type Mark } from './component.js';

const DECIMAL = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** Parses a decimal with at most two places, e.g. `7.25`, to hundredths. Returns undefined for any other text, including signs and exponents. */
export function toHundredths(text: string): number | undefined {
  const match = DECIMAL.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

/** Parses a mark of a JSON body to hundredths. Returns undefined unless it is a number between worst and best mark with at most two places. */
export function parseMark(value: unknown, range: MarkRange): number | undefined {
  if (typeof value !== 'number' || Object.is(value, -0)) return undefined;
  // `String` gives the shortest decimal that parses back to the same number: e.g. `7.25`.
  const mark = toHundredths(String(value));
  return isWithin(mark, range) ? mark : undefined;
}

/** A decimal as people and programs write it, e.g. `7.500` or `,5`. */
const CELL = /^(\d{0,9})(?:[.,](\d{1,2})0*)?$/;

/** Parses a mark of a cell, with decimal point or comma, to hundredths. Returns undefined unless it is between worst and best mark. */
export function parseMarkCell(cell: string, range: MarkRange): number | undefined {
  const [, whole, fraction = ''] = CELL.exec(cell) ?? [];
  if (whole === undefined || whole + fraction === '') return undefined;
  const mark = toHundredths(`${whole || '0'}${fraction && `.${fraction}`}`);
  return isWithin(mark, range) ? mark : undefined;
}

function isWithin(mark: number | undefined, range: MarkRange): boolean {
  return mark !== undefined && mark >= lowestMark(range) && mark <= highestMark(range);
}

/** Parses the word for a flag in a cell, in any case. */
export function parseFlagCell(cell: string): Flag | undefined {
  const word = cell.toUpperCase();
  return isFlag(word) ? word : undefined;
}

/** A mark as files and messages have it: a decimal, or the word of a flag. */
export function formatMark(mark: Mark): number | Flag {
  return isFlag(mark) ? mark : toDecimal(mark);
}

/** Converts a decimal with at most two places to hundredths. */
export function fromDecimal(decimal: number): number {
  return Math.round(decimal * 100);
}

/** Converts hundredths to a decimal. The division rounds correctly, so 725 prints as `7.25`. */
export function toDecimal(hundredths: number): number {
  return hundredths / 100;
}
