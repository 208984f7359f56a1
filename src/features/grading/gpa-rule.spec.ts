import fc from 'fast-check';
import { type Attempt, overallStanding, termStanding } from './gpa.js';
import { COUNTED_ATTEMPTS, FIRST_GPA_RULE, GPA_KINDS, type GpaRule, gpaRuleOn, withCurrentDates } from './gpa-rule.js';
import type { ScaleRounding } from './scale.js';

const aRule = (rule: Partial<GpaRule> = {}): GpaRule => ({ ...FIRST_GPA_RULE, version: 2, fromTerm: 'A', fromDate: '2026-09-01', ...rule });

describe('gpaRuleOn', () => {
  const second = aRule();
  const third = aRule({ version: 3, fromTerm: 'B', fromDate: '2027-02-01' });
  const correction = aRule({ version: 4 });

  it.each<[string, GpaRule[], number]>([
    ['2026-08-31', [second, third], 1],
    ['2026-09-01', [second, third], 2],
    ['2027-01-31', [third, second], 2],
    ['2027-02-01', [third, second], 3],
    ['2026-08-31', [second, third, correction], 1],
    ['2026-09-01', [correction, third, second], 4],
    ['2027-02-01', [second, third, correction], 4],
    ['2027-02-01', [], 1],
  ])('finds the newest rule that has begun on %s (%#)', (day, rules, version) => {
    expect(gpaRuleOn(day, rules).version).toBe(version);
  });

  it('follows the dates of the term, and keeps those of a term that is gone', () => {
    const terms = [{ code: 'A', startDate: '2026-10-01' }];
    expect(withCurrentDates([second, third], terms).map(({ fromDate }) => fromDate)).toEqual(['2026-10-01', '2027-02-01']);
  });
});

const SCALES = (['half_up', 'half_better', 'cut_better'] as const).flatMap((rounding) => [
  { key: `ten ${rounding}`, best: 10_00, worst: 0, rounding, inGpa: true },
  { key: `five ${rounding}`, best: 1_00, worst: 5_00, rounding, inGpa: true },
]);
const PASS_OR_FAIL = { key: 'pass or fail', best: 1_00, worst: 0, rounding: 'half_up' as const, inGpa: false };

/** Few subjects, terms and values, so that retakes and ties are the rule. */
const attempts = fc.array(
  fc
    .record({
      classId: fc.uuid(),
      subjectId: fc.constantFrom('a', 'b', 'c'),
      credits: fc.integer({ min: 0, max: 600 }),
      gradePoint: fc.constantFrom(0, 1_00, 1_33, 2_70, 3_50, 4_00, 4_30),
      share: fc.constantFrom(0, 41, 50, 99, 100),
      scale: fc.constantFrom(...SCALES.slice(0, 3), PASS_OR_FAIL),
      termOrder: fc.constantFrom('1', '2', '3'),
      passed: fc.boolean(),
    })
    .map(({ gradePoint, share, passed, ...attempt }): Attempt => {
      const { best, worst } = attempt.scale;
      return { ...attempt, result: { value: worst + ((best - worst) * share) / 100, gradePoint, passed } };
    }),
  { maxLength: 12 },
);

const rules = fc
  .record({
    kind: fc.constantFrom(...GPA_KINDS),
    counted: fc.constantFrom(...COUNTED_ATTEMPTS),
    places: fc.integer({ min: 0, max: 2 }),
    maximum: fc.constantFrom(2_00, 4_00, 4_30),
    scale: fc.constantFrom(...SCALES.slice(0, 3)),
  })
  .map(({ kind, counted, scale, maximum, ...rule }) => ({
    scale,
    rule: aRule({
      ...rule,
      kind,
      attempts: counted,
      maximum: undefined,
      ...(kind === 'mean' ? { scale: scale.key, range: scale } : { maximum }),
    }),
  }));

/** A fraction rounded to places, by nothing but division with remainder. `isUp`: the better mark is the greater one. */
function rounded(numerator: bigint, denominator: bigint, places: number, rounding: ScaleRounding, isUp: boolean): number {
  const step = 10n ** BigInt(2 - places);
  const unit = denominator * step;
  const [below, rest] = [numerator / unit, numerator % unit];
  const toGreater = { half_up: rest * 2n >= unit, half_better: isUp ? rest * 2n >= unit : rest * 2n > unit, cut_better: isUp && rest > 0n };
  return Number((below + (toGreater[rounding] ? 1n : 0n)) * step);
}

/** The average on paper, in exact fractions. */
function onPaper(all: readonly Attempt[], { kind, places, maximum, scale: key, range }: GpaRule): number | null {
  const counted = all.filter(({ scale }) => (kind === 'mean' ? scale.key === key : scale.inGpa));
  const worth = ({ result: { value, gradePoint } }: Attempt) => (kind === 'mean' ? value : gradePoint > maximum! ? maximum! : gradePoint);
  const credits = counted.reduce((sum, attempt) => sum + BigInt(attempt.credits), 0n);
  if (credits === 0n) return null;
  const sum = counted.reduce((total, attempt) => total + BigInt(attempt.credits) * BigInt(worth(attempt)), 0n);
  const scale = range ?? { rounding: 'half_up' as const, best: 1, worst: 0 };
  return rounded(sum, credits, places, scale.rounding, scale.best > scale.worst);
}

const shareOf = ({ result: { value }, scale: { best, worst } }: Attempt) => (value - worst) / (best - worst);

/** Whether an attempt is the one that counts among those at its subject. */
function isChosen(one: Attempt, others: readonly Attempt[], by: 'best' | 'last'): boolean {
  const rank = (of: Attempt) => [...(by === 'last' ? [of.termOrder] : []), of.result.gradePoint, shareOf(of), of.termOrder, of.classId];
  return others.every((other) => {
    const [mine, theirs] = [rank(one), rank(other)];
    const at = mine.findIndex((part, index) => part !== theirs[index]);
    return at === -1 || mine[at]! > theirs[at]!;
  });
}

describe('a rule for the GPA', () => {
  it('gives a term the exact average of all its attempts', () => {
    fc.assert(
      fc.property(attempts, rules, (all, { rule }) => {
        expect(termStanding(all, rule)).toMatchObject({ gpa: onPaper(all, rule), gpaRule: 2 });
      }),
    );
  });

  it('gives the whole the exact average of the attempts that count', () => {
    fc.assert(
      fc.property(attempts, rules, (all, { rule }) => {
        const usable = all.filter(({ scale }) => (rule.kind === 'points' ? scale.inGpa : scale.key === rule.scale));
        const { attempts: by } = rule;
        const counted =
          by === 'all'
            ? usable
            : usable.filter((one) =>
                isChosen(
                  one,
                  usable.filter(({ subjectId }) => subjectId === one.subjectId),
                  by,
                ),
              );
        expect(overallStanding(all, rule).gpa).toBe(onPaper(counted, rule));
      }),
    );
  });

  it('does not change which credits are attempted and earned', () => {
    fc.assert(
      fc.property(attempts, rules, (all, { rule }) => {
        const credits = ({ creditsAttempted, creditsEarned }: ReturnType<typeof overallStanding>) => [creditsAttempted, creditsEarned];
        expect(credits(overallStanding(all, rule))).toEqual(credits(overallStanding(all)));
        expect(credits(termStanding(all, rule))).toEqual(credits(termStanding(all)));
      }),
    );
  });

  it('lists what a mean leaves out, and nothing of points', () => {
    fc.assert(
      fc.property(attempts, rules, (all, { rule }) => {
        const others = rule.kind === 'mean' ? all.filter(({ scale }) => scale.key !== rule.scale).map(({ classId }) => classId) : [];
        expect([termStanding(all, rule).leftOut, overallStanding(all, rule).leftOut]).toEqual([others, others]);
      }),
    );
  });

  it('keeps the credits of a passed attempt that the last one does not pass', () => {
    const attempt = (termOrder: string, gradePoint: number): Attempt => ({
      ...{ classId: termOrder, subjectId: 'a', credits: 3, termOrder, scale: SCALES[0]! },
      result: { value: gradePoint, gradePoint, passed: gradePoint > 0 },
    });
    const retaken = [attempt('1', 3_00), attempt('2', 0)];
    expect(overallStanding(retaken, aRule({ attempts: 'last' }))).toMatchObject({ gpa: 0, creditsEarned: 3, creditsAttempted: 6 });
    expect(overallStanding(retaken, aRule({ attempts: 'all' }))).toMatchObject({ gpa: 1_50, creditsEarned: 3 });
    expect(overallStanding(retaken, aRule({ attempts: 'best' }))).toMatchObject({ gpa: 3_00, creditsEarned: 3 });
  });

  it('cuts a mean as its scale cuts results', () => {
    const german = { key: 'de', best: 1_00, worst: 5_00, rounding: 'cut_better' as const, inGpa: true };
    const all = [2_60, 2_50].map((value, index): Attempt => ({
      ...{ classId: String(index), subjectId: String(index), credits: 3, termOrder: '1', scale: german },
      result: { value, gradePoint: 0, passed: true },
    }));
    expect(overallStanding(all, aRule({ kind: 'mean', scale: 'de', range: german, places: 1 })).gpa).toBe(2_50);
    expect(overallStanding(all, aRule({ kind: 'mean', scale: 'de', range: german, places: 2 })).gpa).toBe(2_55);
  });

  it('leaves out a version of its scale that has other marks', () => {
    const [old, next] = [20_00, 10_00].map((best, index): Attempt => ({
      ...{ classId: String(index), subjectId: String(index), credits: 3, termOrder: '1' },
      scale: { key: 'fr', best, worst: 0, inGpa: true },
      result: { value: 9_00, gradePoint: 0, passed: true },
    }));
    const range = { best: 20_00, worst: 0, rounding: 'half_up' as const };
    const { gpa, leftOut } = overallStanding([old!, next!], aRule({ kind: 'mean', scale: 'fr', range }));
    expect([gpa, leftOut]).toEqual([9_00, ['1']]);
  });
});
