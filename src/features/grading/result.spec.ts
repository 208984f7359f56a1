import fc from 'fast-check';
import { anyMark, anyScale, GERMANY, SWITZERLAND } from '../../../test/fixtures/scales.js';
import { type Component, FLAGS, type Mark, type Marks } from './component.js';
import { computeResult, resultOfPoints } from './result.js';
import type { GradingScale } from './scale.js';
import { GRADING_SCALES } from './scales.js';

const [VN_10, US_100, UK_100] = GRADING_SCALES as [GradingScale, GradingScale, GradingScale];

const halves = [
  { key: 'a', name: 'A', weight: 50 },
  { key: 'b', name: 'B', weight: 50 },
];

/** What a fraction of hundredths is as a result, by the definition alone: the two neighbouring steps, and which one to take. */
function stepOnPaper(numerator: bigint, denominator: bigint, { best, worst, step, rounding }: GradingScale): number {
  const unit = BigInt(step) * denominator;
  const below = numerator / unit;
  const rest = numerator - below * unit;
  if (rest === 0n) return Number(below) * step;
  const better = best > worst ? below + 1n : below;
  const nearest = rest * 2n > unit ? below + 1n : below;
  const half = rounding === 'half_up' ? below + 1n : better;
  return Number(rounding === 'cut_better' ? better : rest * 2n === unit ? half : nearest) * step;
}

/**
 * A result as paper would have it, in exact fractions: the weighted mean of what counts, plus what a bonus adds, rounded once, and at most the best mark.
 * Undefined without one.
 */
function onPaper(marks: Marks, components: readonly Component[], scale: GradingScale, minimumWeight = 50): number | undefined {
  const counted = components.filter(({ key, bonus }) => !bonus && marks[key] !== 'EX');
  const weight = counted.reduce((sum, each) => sum + BigInt(each.weight), 0n);
  if (counted.some(({ key }) => marks[key] === undefined) || weight < BigInt(minimumWeight)) return undefined;
  const mean = counted.reduce(
    (sum, each) => sum + BigInt(marks[each.key] === 'ABS' ? scale.worst : marks[each.key]!) * BigInt(each.weight),
    0n,
  );
  const bonus = components.filter((each) => each.bonus && typeof marks[each.key] === 'number');
  const added = bonus.reduce((sum, each) => sum + BigInt(marks[each.key]!) * BigInt(each.weight), 0n);
  // mean / weight + added / 100
  const value = stepOnPaper(mean * 100n + added * weight, weight * 100n, scale);
  return bonus.length > 0 ? Math.min(value, scale.best) : value;
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
  it('rounds the exact weighted mean once, with excused, absent and bonus marks, and grades the rounded value', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 19 });
    const bonuses = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 3 });
    const marked = fc.tuple(fc.oneof(anyScale, fc.constantFrom(...GRADING_SCALES)), cuts, bonuses).chain(([scale, of, more]) => {
      // Only where higher is better.
      const bonus = scale.best > scale.worst ? more : [];
      const components = [...weightsOf(of).map((weight) => ({ weight })), ...bonus.map((weight) => ({ weight, bonus: true as const }))].map(
        (component, index) => ({ key: `c${index}`, name: 'C', ...component }),
      );
      const mark = fc.oneof(
        { weight: 20, arbitrary: anyMark(scale) },
        { weight: 2, arbitrary: fc.constantFrom(...FLAGS) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      );
      const marks = fc.tuple(...components.map(({ key }) => mark.map((value) => [key, value] as const)));
      const minimumWeight = fc.oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 100 }) },
      );
      return fc.record({ scale: fc.constant(scale), components: fc.constant(components), marks, minimumWeight });
    });
    const seen = { results: 0, none: 0 };
    fc.assert(
      fc.property(marked, ({ scale, components, marks, minimumWeight }) => {
        const given = Object.fromEntries(marks.filter((entry): entry is [string, Mark] => entry[1] !== undefined));
        const result = computeResult(given, components, scale, minimumWeight);
        const value = onPaper(given, components, scale, minimumWeight);
        seen[value === undefined ? 'none' : 'results'] += 1;
        if (value === undefined) return expect(result).toBeUndefined();
        const { letter, gradePoint } = bandOnPaper(value, scale);
        const passed = scale.best > scale.worst ? value >= scale.passMark : value <= scale.passMark;
        expect(result).toEqual({ value, letter, gradePoint, passed });
      }),
      { numRuns: 500 },
    );
    expect(seen.results).toBeGreaterThan(100);
    expect(seen.none).toBeGreaterThan(50);
  });

  const bonus = { key: 'c', name: 'C', weight: 10, bonus: true as const };

  it.each([
    ['an excused component does not count', { a: 6_00, b: 'EX' as const }, 6_00],
    ['a bonus is added and not scaled up', { a: 6_00, b: 'EX' as const, c: 10_00 }, 7_00],
    ['an absence is the worst mark', { a: 6_00, b: 'ABS' as const }, 3_00],
    ['a bonus that is absent adds nothing', { a: 6_00, b: 6_00, c: 'ABS' as const }, 6_00],
    ['a bonus that is excused adds nothing', { a: 6_00, b: 6_00, c: 'EX' as const }, 6_00],
    ['a result ends at the best mark', { a: 10_00, b: 9_00, c: 10_00 }, 10_00],
    ['what counts has half of the weight at least', { a: 'EX' as const, b: 'EX' as const, c: 10_00 }, undefined],
    ['a bonus stands in for no regular mark', { a: 6_00, c: 10_00 }, undefined],
  ])('%s', (_what, marks, expected) => {
    expect(computeResult(marks, [...halves, bonus], VN_10)?.value).toBe(expected);
  });

  it.each([
    [1, { a: 6_00, b: 'EX' as const }, 6_00],
    [50, { a: 6_00, b: 'EX' as const }, 6_00],
    [51, { a: 6_00, b: 'EX' as const }, undefined],
    [51, { a: 6_00, b: 'ABS' as const }, 3_00],
    [100, { a: 6_00, b: 6_00 }, 6_00],
    [1, { a: 'EX' as const, b: 'EX' as const }, undefined],
  ])('where %d percent of the weight must count, %j have the result %p', (minimumWeight, marks, expected) => {
    expect(computeResult(marks, halves, VN_10, minimumWeight)?.value).toBe(expected);
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
    expect(resultOfPoints(min, scale).letter).toBe(letter);
    expect(resultOfPoints(min - step / 2, scale).letter).toBe(letter);
    expect(resultOfPoints(min - step / 2 - 1, scale).letter).not.toBe(letter);
  });

  it.each(GRADING_SCALES)('$key: passes from the pass mark on, as rounded', (scale) => {
    const { step } = scale;
    expect(resultOfPoints(scale.passMark - step / 2, scale).passed).toBe(true);
    expect(resultOfPoints(scale.passMark - step / 2 - 1, scale).passed).toBe(false);
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
    expect(resultOfPoints(mark, scale)).toMatchObject({ value, letter, passed: letter !== 'F' && letter !== 'nicht ausreichend' });
  });

  it('adds nothing for an absence in a bonus, also where the worst mark is not 0', () => {
    expect(computeResult({ a: 5_00, b: 5_00, c: 'ABS' }, [...halves, bonus], SWITZERLAND)!.value).toBe(5_00);
    expect(computeResult({ a: 5_00, b: 'ABS' }, halves, SWITZERLAND)!.value).toBe(3_00);
    expect(computeResult({ a: 1_00, b: 'ABS' }, halves, GERMANY)!.value).toBe(3_00);
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
