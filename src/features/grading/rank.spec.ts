import fc from 'fast-check';
import { GERMANY } from '../../../test/fixtures/scales.js';
import { rankValues } from './rank.js';
import { GRADING_SCALES } from './scales.js';

const VN_10 = GRADING_SCALES[0]!;
const ranksOf = (values: readonly number[], scale = VN_10) => values.map((value) => rankValues(values, scale).get(value)!.rank);

describe('rankValues', () => {
  it('shares a rank among equal values, and leaves out the ranks behind it', () => {
    expect(ranksOf([9_00, 8_00, 8_00, 7_00])).toEqual([1, 2, 2, 4]);
    expect(ranksOf([5_00, 5_00, 5_00])).toEqual([1, 1, 1]);
    expect(ranksOf([0, 10_00, 0, 10_00, 4_00])).toEqual([4, 1, 4, 1, 3]);
  });

  it('has the lowest value first where lower is better', () => {
    expect(ranksOf([1_00, 2_30, 2_30, 5_00], GERMANY)).toEqual([1, 2, 2, 4]);
  });

  it('is one more than the number of better values, in both directions', () => {
    const values = fc.array(fc.integer({ min: 10, max: 50 }), { maxLength: 60 }).map((tenths) => tenths.map((tenth) => tenth * 10));
    fc.assert(
      fc.property(values, fc.constantFrom(VN_10, GERMANY), (all, scale) => {
        const isBetter = (one: number, other: number) => (scale === GERMANY ? one < other : one > other);
        const ranks = rankValues(all, scale);
        expect(ranks.size).toBe(new Set(all).size);
        for (const value of all) {
          expect(ranks.get(value)).toEqual({ rank: 1 + all.filter((other) => isBetter(other, value)).length, of: all.length });
        }
      }),
    );
  });
});
