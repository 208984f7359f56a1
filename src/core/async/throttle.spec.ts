import { Throttle } from './throttle.js';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));

describe('a pace', () => {
  let now = 0;
  let waits: number[] = [];
  beforeEach(() => {
    now = 5_000;
    waits = [];
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const { setTimeout: wait } = jest.requireMock<{ setTimeout: jest.Mock }>('node:timers/promises');
    wait.mockImplementation((ms: number) => Promise.resolve(waits.push(ms)));
  });
  afterEach(() => jest.restoreAllMocks());

  it('lets the first begin at once, and each after it a step later', async () => {
    const pace = new Throttle(10);
    await Promise.all([pace.next(), pace.next(), pace.next()]);
    expect(waits).toEqual([100, 200]);
  });

  it('saves no turns up while nobody came', async () => {
    const pace = new Throttle(10);
    await pace.next();
    now += 1_000;
    await Promise.all([pace.next(), pace.next()]);
    expect(waits).toEqual([100]);
  });
});
