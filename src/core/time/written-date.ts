/** The orders of day and month that people write. */
export const DATE_FORMATS = ['DD/MM/YYYY', 'MM/DD/YYYY'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/;
const YEAR_LAST = /^(\d{1,2})[-/. ]\s?(\d{1,2})[-/. ]\s?(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/;

/**
 * Writes a date as `YYYY-MM-DD`, e.g. `2005/2/28` or `2005-02-28 00:00:00`, and `28.02.2005` if the format says which part is the day.
 * @returns the text itself if it is no date in these forms; the day need not exist
 */
export function toIsoDate(text: string, format?: DateFormat): string {
  const [, year, month, day] = YEAR_FIRST.exec(text) ?? [];
  if (year !== undefined) return join(year, month!, day!);
  const [, first, second, lastYear] = YEAR_LAST.exec(text) ?? [];
  if (first === undefined || format === undefined) return text;
  return format === 'DD/MM/YYYY' ? join(lastYear!, second!, first) : join(lastYear!, first, second!);
}

/** Whether a text is a date whose day and month need a format to tell them apart. */
export function needsDateFormat(text: string): boolean {
  return YEAR_LAST.test(text);
}

function join(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
