import fc from 'fast-check';
import { GERMANY } from '../../../test/fixtures/scales.js';
import { resultOfPoints } from './result.js';
import { GRADING_SCALES } from './scales.js';
import { computeStatistics } from './statistics.js';

const US_100 = GRADING_SCALES[1]!;
const graded = (values: readonly number[]) => values.map((value) => ({ value, result: resultOfPoints(value, US_100) }));
const of = (...values: number[]) => computeStatistics(graded(values), US_100);

const total = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);
const halfUp = (numerator: bigint, denominator: bigint) => (2n * numerator + denominator) / (2n * denominator);

describe('computeStatistics', () => {
  it('computes exactly, then rounds half up', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_00 }), { minLength: 1, maxLength: 500 }), (values) => {
        const exact = values.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
        const count = BigInt(exact.length);
        const { mean, median, standardDeviation } = computeStatistics(graded(values), US_100);
        expect(mean).toBe(Number(halfUp(total(exact), count)));
        const [below, above] = [exact[Math.floor((exact.length - 1) / 2)]!, exact[Math.floor(exact.length / 2)]!];
        expect(median).toBe(Number(halfUp(below + above, 2n)));
        // r is √(v/n²) rounded half up if (2r − 1)² n² <= 4v < (2r + 1)² n², with v = n Σx² − (Σx)².
        const variance = count * total(exact.map((value) => value * value)) - total(exact) ** 2n;
        const edge = (r: number, half: bigint) => (2n * BigInt(r) + half) ** 2n * count * count;
        expect(standardDeviation === 0 || edge(standardDeviation!, -1n) <= 4n * variance).toBe(true);
        expect(4n * variance < edge(standardDeviation!, 1n)).toBe(true);
      }),
    );
  });

  it('rounds a deviation next to a half correctly in the largest class', () => {
    // 250 times 0 and 250 times x deviate by x / 2: with x odd exactly a half, and with one value moved by a hundredth next to it.
    for (const x of [9_999, 7_777, 101]) {
      const values = (last: number) => [...Array<number>(250).fill(0), ...Array<number>(249).fill(x), last];
      expect(of(...values(x)).standardDeviation).toBe((x + 1) / 2);
      expect(of(...values(x - 1)).standardDeviation).toBe((x - 1) / 2);
    }
  });

  it.each([
    ['a mean of half a hundredth goes up', [0, 1], { mean: 1, median: 1 }],
    ['the median of an odd number is one of them', [9_00, 1_00, 5_00], { median: 5_00 }],
    ['the deviation is that of the population', [2_00, 4_00, 4_00, 4_00, 5_00, 5_00, 7_00, 9_00], { mean: 5_00, standardDeviation: 2_00 }],
    ['a deviation of half a hundredth goes up', [0, 1], { standardDeviation: 1 }],
    ['one value deviates from nothing', [7_00], { count: 1, mean: 7_00, median: 7_00, standardDeviation: 0 }],
    ['the pass rate is in hundredths of a percent', [60_00, 59_00, 59_49], { passRate: 33_33 }],
    ['two thirds are rounded up', [60_00, 59_50, 59_49], { passRate: 66_67 }],
  ])('%s', (_what, values, expected) => {
    expect(of(...values)).toMatchObject(expected);
  });

  it('counts every letter, the best first, including letters without results', () => {
    const { distribution, count } = of(95_00, 93_00, 92_50, 10_00);
    expect(distribution.map(({ letter }) => letter)).toEqual(US_100.bands.map(({ letter }) => letter));
    expect(distribution.filter((letter) => letter.count > 0)).toEqual([
      { letter: 'A', count: 3 },
      { letter: 'F', count: 1 },
    ]);
    expect(distribution.reduce((sum, letter) => sum + letter.count, 0)).toBe(count);
  });

  it('counts letters and passes on a scale that counts downwards', () => {
    const values = [1_00, 1_59, 1_60, 4_09, 4_10];
    const { distribution, passRate, mean, median } = computeStatistics(
      values.map((value) => ({ value, result: resultOfPoints(value, GERMANY) })),
      GERMANY,
    );
    expect(distribution).toEqual([
      { letter: 'sehr gut', count: 2 },
      { letter: 'gut', count: 1 },
      { letter: 'befriedigend', count: 0 },
      { letter: 'ausreichend', count: 1 },
      { letter: 'nicht ausreichend', count: 1 },
    ]);
    expect({ passRate, mean, median }).toEqual({ passRate: 80_00, mean: 2_48, median: 1_60 });
  });

  it('returns null for an empty set', () => {
    expect(of()).toMatchObject({ count: 0, mean: null, median: null, standardDeviation: null, passRate: null });
  });
});
