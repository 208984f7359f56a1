import fc from 'fast-check';
import { computeResult, resultOfMark } from './result.js';
import { GRADING_SCALES, type GradingScale } from './scales.js';

const [VN_10, US_100, UK_100] = GRADING_SCALES as [GradingScale, GradingScale, GradingScale];

const halves = [
  { key: 'a', name: 'A', weight: 50 },
  { key: 'b', name: 'B', weight: 50 },
];

/** A result as paper would have it, in exact fractions: the weighted sum, then half up to the places, by nothing but division with remainder. */
function onPaper(marks: number[], weights: number[], scale: GradingScale): number {
  const tenThousandths = marks.reduce((sum, mark, index) => sum + BigInt(mark) * BigInt(weights[index]!), 0n);
  const place = 10n ** BigInt(4 - scale.places);
  const rounded = tenThousandths / place + ((tenThousandths % place) * 2n >= place ? 1n : 0n);
  return Number((rounded * place) / 100n);
}

const weightsOf = (cuts: readonly number[]): number[] => {
  const bounds = [0, ...[...new Set(cuts)].sort((a, b) => a - b), 100];
  return bounds.slice(1).map((bound, index) => bound - bounds[index]!);
};

describe('computeResult', () => {
  it('rounds the exact weighted mean once, and grades the rounded value', () => {
    const marked = fc
      .tuple(fc.constantFrom(...GRADING_SCALES), fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 19 }))
      .chain(([scale, cuts]) => {
        const weights = weightsOf(cuts);
        const marks = fc.array(fc.integer({ min: 0, max: scale.maximum }), { minLength: weights.length, maxLength: weights.length });
        return fc.record({ scale: fc.constant(scale), weights: fc.constant(weights), marks });
      });
    fc.assert(
      fc.property(marked, ({ scale, weights, marks }) => {
        const components = weights.map((weight, index) => ({ key: `c${index}`, name: 'C', weight }));
        const result = computeResult(Object.fromEntries(marks.map((mark, index) => [`c${index}`, mark])), components, scale)!;
        const value = onPaper(marks, weights, scale);
        const band = scale.bands.filter(({ min }) => min <= value).reduce((best, other) => (other.min > best.min ? other : best));
        expect(result).toEqual({ value, letter: band.letter, gradePoint: band.gradePoint, passed: value >= scale.passMark });
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
    ['two places, exactly half', { ...VN_10, places: 2 as const }, 7_25, 7_26, 7_26],
    ['two places, none to round', { ...VN_10, places: 2 as const }, 7_25, 7_27, 7_26],
    ['the least', VN_10, 0, 0, 0],
    ['the most', VN_10, 10_00, 10_00, 10_00],
  ])('rounds half up: %s (%#)', (_what, scale, a, b, expected) => {
    expect(computeResult({ a, b }, halves, scale)!.value).toBe(expected);
  });

  it.each(GRADING_SCALES.flatMap((scale) => scale.bands.slice(0, -1).map(({ min, letter }) => [scale.key, letter, scale, min] as const)))(
    '%s: %s begins where it says, and half a place below rounds up to it',
    (_key, letter, scale, min) => {
      const place = 10 ** (2 - scale.places);
      expect(resultOfMark(min, scale).letter).toBe(letter);
      expect(resultOfMark(min - place / 2, scale).letter).toBe(letter);
      expect(resultOfMark(min - place / 2 - 1, scale).letter).not.toBe(letter);
    },
  );

  it.each(GRADING_SCALES)('$key: passes from the pass mark on, as rounded', (scale) => {
    const place = 10 ** (2 - scale.places);
    expect(resultOfMark(scale.passMark - place / 2, scale).passed).toBe(true);
    expect(resultOfMark(scale.passMark - place / 2 - 1, scale).passed).toBe(false);
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
