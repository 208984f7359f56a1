import type { Clock } from './clock.js';

/** The date in the time zone of the school. */
export class SchoolCalendar {
  constructor(
    private readonly timeZone: string,
    private readonly clock: Clock,
  ) {}

  /** Today's date at the school, `YYYY-MM-DD`. */
  today(): string {
    const format = new Intl.DateTimeFormat('en', { timeZone: this.timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    const parts = new Map(format.formatToParts(this.clock.now()).map(({ type, value }) => [type, value]));
    return ['year', 'month', 'day'].map((part) => parts.get(part as Intl.DateTimeFormatPartTypes)).join('-');
  }
}
