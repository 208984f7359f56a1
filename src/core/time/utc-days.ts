const DAY_MS = 24 * 60 * 60 * 1000;

/** The day in UTC of an instant, such as `2026-11-02`. */
export function toUtcDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

export function addDays(day: string, days: number): string {
  return toUtcDay(Date.parse(day) + days * DAY_MS);
}

/** All days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Whether a value is a day of the calendar as `YYYY-MM-DD`. */
export function isUtcDay(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = Date.parse(value);
  return !Number.isNaN(at) && toUtcDay(at) === value;
}
