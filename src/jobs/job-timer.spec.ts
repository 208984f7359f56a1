import type { JobRunner } from './job-runner.js';
import { JobTimer } from './job-timer.js';

const FIVE_MINUTES = 5 * 60 * 1000;

describe('JobTimer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** A timer whose ticks the test ends. */
  const aTimer = () => {
    const ticks: { end: () => void; fail: (error: Error) => void }[] = [];
    const tick = () => new Promise<never>((resolve, reject) => ticks.push({ end: resolve as () => void, fail: reject }));
    return { ticks, timer: new JobTimer({ tick } as unknown as JobRunner) };
  };

  it('runs a tick at once, and then every five minutes', async () => {
    const { ticks, timer } = aTimer();
    timer.start();
    for (const count of [1, 2, 3]) {
      expect(ticks).toHaveLength(count);
      ticks.at(-1)!.end();
      await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    }
  });

  it('does nothing before its start, and ignores a second start', async () => {
    const { ticks, timer } = aTimer();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(ticks).toHaveLength(0);
    timer.start();
    ticks[0]!.end();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES - 1);
    timer.start();
    expect(ticks).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(ticks).toHaveLength(2);
  });

  it('starts no tick while another one is running', async () => {
    const { ticks, timer } = aTimer();
    timer.start();
    await jest.advanceTimersByTimeAsync(3 * FIVE_MINUTES);
    expect(ticks).toHaveLength(1);
    ticks[0]!.end();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(ticks).toHaveLength(2);
  });

  it('continues after a failed tick', async () => {
    const { ticks, timer } = aTimer();
    timer.start();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    ticks[0]!.fail(new Error('no database'));
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(ticks).toHaveLength(2);
  });

  it('waits for the current tick at shutdown, and starts no other', async () => {
    const { ticks, timer } = aTimer();
    timer.start();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    let isDown = false;
    const down = timer.beforeApplicationShutdown().then(() => (isDown = true));
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect([isDown, ticks.length]).toEqual([false, 1]);
    ticks[0]!.end();
    await down;
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(ticks).toHaveLength(1);
  });

  it('does not keep the process alive', () => {
    const start = jest.spyOn(globalThis, 'setInterval');
    const { timer } = aTimer();
    timer.start();
    expect((start.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(false);
  });
});
