import { mapConcurrent } from './map-concurrent.js';

describe('working in parallel', () => {
  it('has no more under way than it may, and tells results in the order of the items', async () => {
    const finish: (() => void)[] = [];
    const begun: number[] = [];
    const all = mapConcurrent([0, 1, 2, 3], 2, (item) => {
      begun.push(item);
      return new Promise<string>((done) => (finish[item] = () => done(`done ${item}`)));
    });
    expect(begun).toEqual([0, 1]);
    const turnOfTheLoop = () => new Promise((done) => setImmediate(done));
    finish[1]!();
    await turnOfTheLoop();
    expect(begun).toEqual([0, 1, 2]);
    finish[2]!();
    await turnOfTheLoop();
    finish[3]!();
    finish[0]!();
    expect(await all).toEqual(['done 0', 'done 1', 'done 2', 'done 3']);
  });

  it('has nothing to do for an empty list', async () => {
    expect(await mapConcurrent([], 3, () => Promise.reject(new Error('no')))).toEqual([]);
  });
});
