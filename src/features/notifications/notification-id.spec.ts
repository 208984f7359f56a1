import { firstIdAfter, firstIdAt, toInstant, newNotificationId } from './notification-id.js';

const AT = '2026-11-02T08:00:00.123Z';

describe('the id of a notification', () => {
  it('names its own instant', () => {
    const ids = Array.from({ length: 100 }, () => newNotificationId(AT));
    expect(new Set(ids.map(toInstant))).toEqual(new Set([AT]));
    expect(new Set(ids).size).toBeGreaterThan(50);
  });

  it('is ordered in time', () => {
    expect(newNotificationId(AT)).toBeLessThan(newNotificationId('2026-11-02T08:00:00.124Z'));
  });

  it('lies between the first of its instant and the first of the next', () => {
    expect([firstIdAt(AT), firstIdAfter(AT) - 1].map(toInstant)).toEqual([AT, AT]);
    expect([firstIdAt(AT) - 1, firstIdAfter(AT)].map(toInstant)).toEqual(['2026-11-02T08:00:00.122Z', '2026-11-02T08:00:00.124Z']);
  });

  it('is exact in JSON for longer than anybody will ask', () => {
    expect(Number.isSafeInteger(newNotificationId('2108-12-31T23:59:59.999Z'))).toBe(true);
  });
});
