import { isRecent } from './recent-sign-in.js';

const NOW = new Date('2026-11-02T08:00:00.000Z');

describe('isRecent', () => {
  it.each([
    ['2026-11-02T08:00:00.000Z', 900, true],
    ['2026-11-02T07:45:00.000Z', 900, true],
    ['2026-11-02T07:44:59.000Z', 900, false],
    [undefined, 900, false],
    ['2020-01-01T00:00:00.000Z', 0, true],
    [undefined, 0, true],
  ])('of a sign-in at %s within %d s: %s', (signedInAt, seconds, expected) => {
    expect(isRecent({ signedInAt }, NOW, seconds)).toBe(expected);
  });
});
