import { singleFlight } from './single-flight.js';

describe('singleFlight', () => {
  it('runs the work once for concurrent callers, and again after its end or failure', async () => {
    let runs = 0;
    const load = singleFlight(() => ((runs += 1) === 1 ? Promise.reject(new Error('no')) : Promise.resolve()));
    expect(await Promise.allSettled([load(), load()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(runs).toBe(1);
    await Promise.all([load(), load()]);
    expect(runs).toBe(2);
  });
});
