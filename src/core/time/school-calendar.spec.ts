import { Clock } from './clock.js';
import { SchoolCalendar } from './school-calendar.js';

class StoppedClock extends Clock {
  constructor(private readonly instant: string) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }
}

it.each([
  ['UTC', '2026-11-02T17:30:00.000Z', '2026-11-02'],
  ['Asia/Ho_Chi_Minh', '2026-11-02T17:30:00.000Z', '2026-11-03'],
  ['Asia/Ho_Chi_Minh', '2026-11-02T16:59:59.999Z', '2026-11-02'],
  ['America/New_York', '2027-01-01T04:59:00.000Z', '2026-12-31'],
])('today in %s at %s is %s', (timeZone, instant, expected) => {
  expect(new SchoolCalendar(timeZone, new StoppedClock(instant)).today()).toBe(expected);
});
