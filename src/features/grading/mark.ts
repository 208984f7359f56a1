const DECIMAL = /^(\d{1,9})(?:\.(\d{1,2}))?$/;

/** A decimal of at most two places, such as `7.25`, in hundredths; undefined for any other text. No sign, no exponent. */
export function toHundredths(text: string): number | undefined {
  const match = DECIMAL.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

/** A mark as it stands in a JSON body, in hundredths; undefined unless it is a number from 0 to `maximum` (in hundredths) of at most two places. */
export function parseMark(value: unknown, maximum: number): number | undefined {
  if (typeof value !== 'number' || Object.is(value, -0)) return undefined;
  // A number prints as the shortest decimal that reads back as it: 7.25 as `7.25`, whatever its binary form.
  const mark = toHundredths(String(value));
  return mark !== undefined && mark <= maximum ? mark : undefined;
}

/** A mark as it stands in a cell of a file, with a decimal point or comma, in hundredths; undefined unless it is one from 0 to `maximum`. */
export function parseMarkCell(cell: string, maximum: number): number | undefined {
  const mark = toHundredths(cell.replace(',', '.'));
  return mark !== undefined && mark <= maximum ? mark : undefined;
}

/** Hundredths as the number that prints with at most two places. Dividing rounds correctly, so 725 is 7.25 and nothing beside it. */
export function toDecimal(hundredths: number): number {
  return hundredths / 100;
}
