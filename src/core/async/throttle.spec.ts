import timers from 'node:timers/promises';
import { Throttle } from './throttle.js';

describe('Throttle', () => {
  let now = 0;
  let waits: number[] = [];
  beforeEach(() => {
    now = 5_000;
    waits = [];
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    jest.spyOn(timers, 'setTimeout').mockImplementation((milliseconds = 0) => Promise.resolve(void waits.push(milliseconds)));
  });
  afterEach(() => jest.restoreAllMocks());

  it('starts the first call at once and each later call one step after it', async () => {
    const throttle = new Throttle(10);
    await Promise.all([throttle.next(), throttle.next(), throttle.next()]);
    expect(waits).toEqual([100, 200]);
  });

  it('allows no burst after an idle time', async () => {
    const throttle = new Throttle(10);
    await throttle.next();
    now += 1_000;
    await Promise.all([throttle.next(), throttle.next()]);
    expect(waits).toEqual([100]);
  });
});
