import { firstIdAfter, firstIdAt, newNotificationId, toInstant } from './notification-id.js';

const AT = '2026-11-02T08:00:00.123Z';

describe('newNotificationId', () => {
  it('contains its instant', () => {
    const ids = Array.from({ length: 100 }, () => newNotificationId(AT));
    expect(new Set(ids.map(toInstant))).toEqual(new Set([AT]));
    expect(new Set(ids).size).toBeGreaterThan(50);
  });

  it('increases with time', () => {
    expect(newNotificationId(AT)).toBeLessThan(newNotificationId('2026-11-02T08:00:00.124Z'));
  });

  it('stays between the first id of its instant and the first id of the next', () => {
    expect([firstIdAt(AT), firstIdAfter(AT) - 1].map(toInstant)).toEqual([AT, AT]);
    expect([firstIdAt(AT) - 1, firstIdAfter(AT)].map(toInstant)).toEqual(['2026-11-02T08:00:00.122Z', '2026-11-02T08:00:00.124Z']);
  });

  it('stays exact in JSON until the year 2109', () => {
    expect(Number.isSafeInteger(newNotificationId('2108-12-31T23:59:59.999Z'))).toBe(true);
  });
});
