import { addDays, daysBetween, isUtcDay, toUtcDay } from './utc-days.js';

describe('days in UTC', () => {
  it('end at midnight', () => {
    expect(toUtcDay(Date.parse('2026-11-02T23:59:59.999Z'))).toBe('2026-11-02');
    expect(toUtcDay(Date.parse('2026-11-03T00:00:00.000Z'))).toBe('2026-11-03');
  });

  it('follow one another over the ends of months and years', () => {
    expect([addDays('2026-12-31', 1), addDays('2028-03-01', -1)]).toEqual(['2027-01-01', '2028-02-29']);
    expect(daysBetween('2026-11-29', '2026-12-01')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
    expect(daysBetween('2026-12-01', '2026-11-29')).toEqual([]);
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-02T00:00:00Z', '', 20261102, undefined])('are not %j', (value) => {
    expect(isUtcDay(value)).toBe(false);
  });

  it('are written as in ISO 8601', () => expect(isUtcDay('2028-02-29')).toBe(true));
});
