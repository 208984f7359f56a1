import { mapConcurrent } from './map-concurrent.js';

describe('mapConcurrent', () => {
  it('limits concurrent items, and returns results in the order of the items', async () => {
    const finish: (() => void)[] = [];
    const started: number[] = [];
    const all = mapConcurrent([0, 1, 2, 3], 2, (item) => {
      started.push(item);
      return new Promise<string>((done) => (finish[item] = () => done(`done ${item}`)));
    });
    expect(started).toEqual([0, 1]);
    const nextTick = () => new Promise((done) => setImmediate(done));
    finish[1]!();
    await nextTick();
    expect(started).toEqual([0, 1, 2]);
    finish[2]!();
    await nextTick();
    finish[3]!();
    finish[0]!();
    expect(await all).toEqual(['done 0', 'done 1', 'done 2', 'done 3']);
  });

  it('returns nothing for an empty list', async () => {
    expect(await mapConcurrent([], 3, () => Promise.reject(new Error('no')))).toEqual([]);
  });
});
