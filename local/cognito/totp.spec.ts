import { authenticatorCode } from './cognito.fixture.js';
import { newTotpSecret, totpStep } from './totp.js';

/** `12345678901234567890` in base 32: the key of RFC 6238's table, whose codes have two more leading digits. */
const KEY = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('the check of a TOTP code', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('accepts at %d s the code of RFC 6238, %s', (seconds, code) => {
    expect(totpStep(KEY, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it('accepts codes of one step before and after, and returns their step', () => {
    const now = 1_800_000_015_000;
    const secret = newTotpSecret();
    const steps = [-60, -30, 0, 30, 60].map((seconds) => totpStep(secret, authenticatorCode(secret, now + seconds * 1000), now));
    expect(steps).toEqual([undefined, 59_999_999, 60_000_000, 60_000_001, undefined]);
  });

  it.each(['', '12345', '1234567', 'abcdef'])('rejects the malformed code %j', (code) =>
    expect(totpStep(KEY, code, 59_000)).toBeUndefined(),
  );
});
