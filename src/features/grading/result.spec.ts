import fc from 'fast-check';
import { computeResult, resultOfMark } from './result.js';
import { anyMark, anyScale, GERMANY, SWITZERLAND } from '../../../test/fixtures/scales.js';
import type { GradingScale } from './scale.js';
import { GRADING_SCALES } from './scales.js';

const [VN_10, US_100, UK_100] = GRADING_SCALES as [GradingScale, GradingScale, GradingScale];

const halves = [
  { key: 'a', name: 'A', weight: 50 },
  { key: 'b', name: 'B', weight: 50 },
];

/** What a sum of ten-thousandths is worth as a result, by exact fractions and the definition alone: the two neighbouring steps, and which one to take. */
function onPaper(tenThousandths: bigint, { best, worst, step, rounding }: GradingScale): number {
  const unit = BigInt(step) * 100n;
  const below = tenThousandths / unit;
  const rest = tenThousandths - below * unit;
  if (rest === 0n) return Number(below) * step;
  const better = best > worst ? below + 1n : below;
  const nearest = rest * 2n > unit ? below + 1n : below;
  const half = rounding === 'half_up' ? below + 1n : better;
  return Number(rounding === 'cut_better' ? better : rest * 2n === unit ? half : nearest) * step;
}

/** The best band that a value reaches, in any order of the bands. */
function bandOnPaper(value: number, { bands, best, worst }: GradingScale) {
  const reached = bands.filter((band) => (best > worst ? band.worst <= value : band.worst >= value));
  return reached.reduce((one, other) => (best > worst === other.worst > one.worst ? other : one));
}

const weightsOf = (cuts: readonly number[]): number[] => {
  const bounds = [0, ...[...new Set(cuts)].sort((a, b) => a - b), 100];
  return bounds.slice(1).map((bound, index) => bound - bounds[index]!);
};

describe('computeResult', () => {
  it('rounds the exact weighted mean once, and grades the rounded value', () => {
    const marked = fc
      .tuple(fc.oneof(anyScale, fc.constantFrom(...GRADING_SCALES)), fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 19 }))
      .chain(([scale, cuts]) => {
        const weights = weightsOf(cuts);
        const marks = fc.array(anyMark(scale), { minLength: weights.length, maxLength: weights.length });
        return fc.record({ scale: fc.constant(scale), weights: fc.constant(weights), marks });
      });
    fc.assert(
      fc.property(marked, ({ scale, weights, marks }) => {
        const components = weights.map((weight, index) => ({ key: `c${index}`, name: 'C', weight }));
        const result = computeResult(Object.fromEntries(marks.map((mark, index) => [`c${index}`, mark])), components, scale)!;
        const value = onPaper(
          marks.reduce((sum, mark, index) => sum + BigInt(mark) * BigInt(weights[index]!), 0n),
          scale,
        );
        const { letter, gradePoint } = bandOnPaper(value, scale);
        const passed = scale.best > scale.worst ? value >= scale.passMark : value <= scale.passMark;
        expect(result).toEqual({ value, letter, gradePoint, passed });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['one place, exactly half', VN_10, 8_40, 8_50, 8_50],
    ['one place, just below half', VN_10, 8_40, 8_49, 8_40],
    ['one place, a half that binary numbers miss', VN_10, 1_00, 1_10, 1_10],
    ['no places, exactly half', US_100, 92_00, 93_00, 93_00],
    ['no places, just below half', US_100, 92_00, 92_99, 92_00],
    ['no places, exactly half', UK_100, 69_00, 70_00, 70_00],
    ['no places, just below half', UK_100, 69_00, 69_99, 69_00],
    ['two places, exactly half', { ...VN_10, step: 1 as const }, 7_25, 7_26, 7_26],
    ['two places, none to round', { ...VN_10, step: 1 as const }, 7_25, 7_27, 7_26],
    ['the least', VN_10, 0, 0, 0],
    ['the most', VN_10, 10_00, 10_00, 10_00],
  ])('rounds half up: %s (%#)', (_what, scale, a, b, expected) => {
    expect(computeResult({ a, b }, halves, scale)!.value).toBe(expected);
  });

  it.each(
    GRADING_SCALES.flatMap((scale) => scale.bands.slice(0, -1).map(({ worst, letter }) => [scale.key, letter, scale, worst] as const)),
  )('%s: %s begins where it says, and half a step below rounds up to it', (_key, letter, scale, min) => {
    const { step } = scale;
    expect(resultOfMark(min, scale).letter).toBe(letter);
    expect(resultOfMark(min - step / 2, scale).letter).toBe(letter);
    expect(resultOfMark(min - step / 2 - 1, scale).letter).not.toBe(letter);
  });

  it.each(GRADING_SCALES)('$key: passes from the pass mark on, as rounded', (scale) => {
    const { step } = scale;
    expect(resultOfMark(scale.passMark - step / 2, scale).passed).toBe(true);
    expect(resultOfMark(scale.passMark - step / 2 - 1, scale).passed).toBe(false);
  });

  it.each([
    [GERMANY, 2_55, 2_50, 'gut'],
    [GERMANY, 1_59, 1_50, 'sehr gut'],
    [GERMANY, 2_59, 2_50, 'gut'],
    [GERMANY, 2_60, 2_60, 'befriedigend'],
    [GERMANY, 4_09, 4_00, 'ausreichend'],
    [GERMANY, 4_10, 4_10, 'nicht ausreichend'],
    [{ ...GERMANY, rounding: 'half_better' as const }, 2_55, 2_50, 'gut'],
    [{ ...GERMANY, rounding: 'half_better' as const }, 2_56, 2_60, 'befriedigend'],
    [{ ...GERMANY, rounding: 'half_up' as const }, 2_55, 2_60, 'befriedigend'],
    [SWITZERLAND, 3_87, 3_75, 'F'],
    [SWITZERLAND, 3_88, 4_00, 'C'],
    [{ ...SWITZERLAND, step: 50 }, 3_75, 4_00, 'C'],
    [{ ...SWITZERLAND, step: 50 }, 3_74, 3_50, 'F'],
    [{ ...SWITZERLAND, rounding: 'cut_better' as const }, 3_76, 4_00, 'C'],
  ])('rounds by step and rule (%#)', (scale, mark, value, letter) => {
    expect(resultOfMark(mark, scale)).toMatchObject({ value, letter, passed: letter !== 'F' && letter !== 'nicht ausreichend' });
  });

  it('returns a result once every component has a mark, including 0', () => {
    expect(computeResult({ a: 5_00 }, halves, VN_10)).toBeUndefined();
    expect(computeResult({}, halves, VN_10)).toBeUndefined();
    expect(computeResult({ a: 0, b: 0 }, halves, VN_10)).toMatchObject({ value: 0, letter: 'F', passed: false });
  });

  it('does not mistake inherited properties for marks', () => {
    expect(computeResult({ a: 5_00 }, [halves[0]!, { key: 'constructor', name: 'C', weight: 50 }], VN_10)).toBeUndefined();
  });
});
