import type { JobRunner } from './job-runner.js';
import { JobTimer } from './job-timer.js';

const FIVE_MINUTES = 5 * 60 * 1000;

describe('JobTimer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** A timer over ticks that end when they are told to. */
  const timerOver = () => {
    const ticks: { end: () => void; fail: (error: Error) => void }[] = [];
    const tick = () => new Promise<never>((resolve, reject) => ticks.push({ end: resolve as () => void, fail: reject }));
    return { ticks, timer: new JobTimer({ tick } as unknown as JobRunner) };
  };

  it('ticks at once, and every five minutes', async () => {
    const { ticks, timer } = timerOver();
    timer.start();
    for (const count of [1, 2, 3]) {
      expect(ticks).toHaveLength(count);
      ticks.at(-1)!.end();
      await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    }
  });

  it('does nothing until it is started, and started twice ticks as if once', async () => {
    const { ticks, timer } = timerOver();
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

  it('starts no tick while one is under way', async () => {
    const { ticks, timer } = timerOver();
    timer.start();
    await jest.advanceTimersByTimeAsync(3 * FIVE_MINUTES);
    expect(ticks).toHaveLength(1);
    ticks[0]!.end();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(ticks).toHaveLength(2);
  });

  it('goes on after a tick that failed', async () => {
    const { ticks, timer } = timerOver();
    timer.start();
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    ticks[0]!.fail(new Error('no database'));
    await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
    expect(ticks).toHaveLength(2);
  });

  it('waits at shutdown for the tick under way, and starts no more', async () => {
    const { ticks, timer } = timerOver();
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

  it('keeps no process alive', () => {
    const start = jest.spyOn(globalThis, 'setInterval');
    const { timer } = timerOver();
    timer.start();
    expect((start.mock.results[0]!.value as NodeJS.Timeout).hasRef()).toBe(false);
  });
});
