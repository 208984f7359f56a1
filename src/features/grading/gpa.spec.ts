import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { type Attempt, bestAttempts, overallStanding, termStanding } from './gpa.js';
import { COUNTED_ATTEMPTS, FIRST_GPA_RULE } from './gpa-rule.js';

const TEN = { key: 'ten', best: 10_00, worst: 0, rounding: 'half_up', inGpa: true } as const;
const HUNDRED = { ...TEN, key: 'hundred', best: 100_00 } as const;
/** Lower is better. */
const FIVE = { ...TEN, key: 'five', best: 1_00, worst: 5_00 } as const;

const anAttempt = ({ value = 7_00, gradePoint = 3_00, passed = true, ...attempt }: Partial<Attempt & Attempt['result']> = {}): Attempt => ({
  classId: randomUUID(),
  subjectId: randomUUID(),
  credits: 3,
  result: { value, gradePoint, passed },
  scale: TEN,
  termOrder: '2026-09-01',
  ...attempt,
});

const valueAt = ({ best, worst }: Attempt['scale'], percent: number) => worst + ((best - worst) * percent) / 100;

/** Few subjects, terms and values, so that retakes and ties are the rule. */
const attempts = fc.array(
  fc
    .record({
      classId: fc.uuid(),
      subjectId: fc.constantFrom('a', 'b', 'c'),
      credits: fc.oneof(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 6000 }).map((hundredths) => hundredths / 100),
      ),
      gradePoint: fc.constantFrom(0, 1_00, 1_30, 2_70, 3_30, 4_00),
      share: fc.constantFrom(0, 40, 41, 99, 100),
      scale: fc.constantFrom(TEN, HUNDRED, FIVE),
      termOrder: fc.constantFrom('2025-09-01', '2026-02-01', '2026-09-01'),
    })
    .map(({ gradePoint, share, ...attempt }) =>
      anAttempt({ ...attempt, gradePoint, value: valueAt(attempt.scale, share), passed: gradePoint > 0 }),
    ),
  { maxLength: 12 },
);

/** By the digits that the number prints as. */
function hundredthsOf(credits: number): bigint {
  const [whole, fraction = ''] = String(credits).split('.') as [string, string?];
  return BigInt(whole + fraction.padEnd(2, '0'));
}

/** Half up to hundredths, in exact fractions. */
function gpaOnPaper(some: readonly Attempt[]): number | null {
  const credits = some.reduce((sum, attempt) => sum + hundredthsOf(attempt.credits), 0n);
  const points = some.reduce((sum, attempt) => sum + hundredthsOf(attempt.credits) * BigInt(attempt.result.gradePoint), 0n);
  if (credits === 0n) return null;
  return Number(points / credits + ((points % credits) * 2n >= credits ? 1n : 0n));
}

const creditsOf = (some: readonly Attempt[]) => Number(some.reduce((sum, { credits }) => sum + hundredthsOf(credits), 0n)) / 100;

describe('termStanding', () => {
  it('computes the exact mean of all attempts, weighted by credits', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const creditsEarned = creditsOf(all.filter(({ result }) => result.passed));
        expect(termStanding(all)).toEqual({
          creditsAttempted: creditsOf(all),
          creditsEarned,
          gpa: gpaOnPaper(all),
          gpaRule: 1,
          leftOut: [],
        });
      }),
    );
  });

  it.each([
    ['half goes up', [3_00, 3_01], [1, 1], 3_01],
    ['below half goes down', [3_00, 3_01], [2, 1], 3_00],
    ['credits weigh', [4_00, 0], [3, 1], 3_00],
    ['half a credit weighs half', [4_00, 1_00], [7.5, 2.5], 3_25],
    ['tenths of credits sum exactly', [3_00, 3_01, 3_00], [0.1, 0.3, 0.2], 3_01],
    ['no credits, no GPA', [4_00], [0], null],
    ['nothing, no GPA', [], [], null],
  ])('%s', (_what, gradePoints, credits, gpa) => {
    expect(termStanding(gradePoints.map((gradePoint, index) => anAttempt({ gradePoint, credits: credits[index]! }))).gpa).toBe(gpa);
  });
});

describe('overallStanding', () => {
  it('counts the best attempt of each subject, with its credits', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const best = bestAttempts(all);
        expect(new Set(best.map(({ subjectId }) => subjectId))).toEqual(new Set(all.map(({ subjectId }) => subjectId)));
        expect(best).toHaveLength(new Set(best.map(({ subjectId }) => subjectId)).size);
        for (const one of best) {
          const rank = ({ result, scale: { best, worst }, termOrder }: Attempt) =>
            [result.gradePoint, ((result.value - worst) * 100_00) / (best - worst), Date.parse(termOrder)]
              .map((part) => String(part).padStart(16, '0'))
              .join();
          for (const other of all.filter(({ subjectId }) => subjectId === one.subjectId)) expect(rank(one) >= rank(other)).toBe(true);
        }
        const creditsEarned = creditsOf(best.filter(({ result }) => result.passed));
        expect(overallStanding(all)).toMatchObject({ creditsAttempted: creditsOf(all), creditsEarned, gpa: gpaOnPaper(best) });
      }),
    );
  });

  it('does not depend on the order of the attempts', () => {
    fc.assert(
      fc.property(
        attempts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const ids = (some: readonly Attempt[]) =>
            bestAttempts(some)
              .map(({ classId }) => classId)
              .sort();
          expect(ids(shuffled)).toEqual(ids(all));
        },
      ),
    );
  });

  const subjectId = 'retaken';

  it.each<[string, Partial<Attempt & Attempt['result']>, Partial<Attempt & Attempt['result']>]>([
    ['more points over a higher mark', { gradePoint: 3_50, value: 8_00 }, { gradePoint: 3_30, value: 90_00, scale: HUNDRED }],
    ['the greater share of another scale', { value: 66_01, scale: HUNDRED }, { value: 6_60 }],
    ['the lower mark on a scale that counts downwards', { value: 2_00, scale: FIVE }, { value: 2_01, scale: FIVE }],
    ['the greater share of a scale that counts downwards', { value: 2_00, scale: FIVE }, { value: 7_49 }],
    ['the greater share over one of a scale that counts downwards', { value: 7_51 }, { value: 2_00, scale: FIVE }],
    ['the later term', { termOrder: '2027-02-01' }, { termOrder: '2026-09-01' }],
    ['points before terms', { gradePoint: 3_50, termOrder: '2025-09-01' }, { gradePoint: 3_00, termOrder: '2026-09-01' }],
  ])('prefers %s', (_what, better, worse) => {
    const [one, other] = [anAttempt({ subjectId, ...better }), anAttempt({ subjectId, ...worse })];
    expect(bestAttempts([one, other])).toEqual([one]);
    expect(bestAttempts([other, one])).toEqual([one]);
  });

  it('leaves out scales that do not count in a GPA, and counts their credits', () => {
    const counted = anAttempt({ credits: 3, gradePoint: 4_00 });
    const others = [true, false].map((passed) => anAttempt({ credits: 2, gradePoint: 0, passed, scale: { ...TEN, inGpa: false } }));
    expect(overallStanding([counted, ...others])).toMatchObject({ creditsAttempted: 7, creditsEarned: 5, gpa: 4_00 });
    expect(overallStanding(others)).toMatchObject({ creditsAttempted: 4, creditsEarned: 2, gpa: null });
  });

  it.each(COUNTED_ATTEMPTS)('never replaces an attempt by one on a scale that does not count in a GPA (%s)', (counted) => {
    const failed = anAttempt({ subjectId, credits: 4, value: 3_00, gradePoint: 0, passed: false, termOrder: '2026-09-01' });
    const outside = { ...TEN, key: 'pass or fail', inGpa: false };
    const passed = anAttempt({ subjectId, credits: 4, value: 10_00, gradePoint: 4_00, scale: outside, termOrder: '2027-02-01' });
    const rule = { ...FIRST_GPA_RULE, attempts: counted };
    expect(overallStanding([failed, passed], rule)).toMatchObject({ gpa: 0, creditsAttempted: 8, creditsEarned: 4 });
    expect(overallStanding([passed, failed], rule)).toMatchObject({ gpa: 0, creditsAttempted: 8, creditsEarned: 4 });
  });

  it('chooses between equal attempts independently of their order', () => {
    const [one, other] = [anAttempt({ subjectId }), anAttempt({ subjectId })];
    expect(bestAttempts([one, other])).toEqual(bestAttempts([other, one]));
  });

  it('counts a repeated subject once as earned, and every time as attempted', () => {
    const retaken = [anAttempt({ subjectId, credits: 3 }), anAttempt({ subjectId, credits: 4, gradePoint: 4_00 })];
    expect(overallStanding(retaken)).toMatchObject({ creditsAttempted: 7, creditsEarned: 4, gpa: 4_00 });
  });
});
