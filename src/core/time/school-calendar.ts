import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { Clock } from './clock.js';

/** The calendar on the wall of the school. */
@Injectable()
export class SchoolCalendar {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The date of today where the school is, `YYYY-MM-DD`. */
  today(): string {
    const format = new Intl.DateTimeFormat('en', { timeZone: this.config.timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    const parts = new Map(format.formatToParts(this.clock.now()).map(({ type, value }) => [type, value]));
    return ['year', 'month', 'day'].map((part) => parts.get(part as Intl.DateTimeFormatPartTypes)).join('-');
  }
}
