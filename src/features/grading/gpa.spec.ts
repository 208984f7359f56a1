import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { type Attempt, bestAttempts, overallStanding, termStanding } from './gpa.js';

const anAttempt = ({ value = 7_00, gradePoint = 3_00, passed = true, ...attempt }: Partial<Attempt & Attempt['result']> = {}): Attempt => ({
  classId: randomUUID(),
  subjectId: randomUUID(),
  credits: 3,
  result: { value, gradePoint, passed },
  maximum: 10_00,
  termOrder: '2026-09-01',
  ...attempt,
});

/** Few subjects, terms and values, so that retakes and ties are the rule. */
const attempts = fc.array(
  fc
    .record({
      classId: fc.uuid(),
      subjectId: fc.constantFrom('a', 'b', 'c'),
      credits: fc.integer({ min: 0, max: 6 }),
      gradePoint: fc.constantFrom(0, 1_00, 1_30, 2_70, 3_30, 4_00),
      share: fc.constantFrom(0, 40, 41, 99, 100),
      maximum: fc.constantFrom(10_00, 100_00),
      termOrder: fc.constantFrom('2025-09-01', '2026-02-01', '2026-09-01'),
    })
    .map(({ gradePoint, share, ...attempt }) =>
      anAttempt({ ...attempt, gradePoint, value: (attempt.maximum * share) / 100, passed: gradePoint > 0 }),
    ),
  { maxLength: 12 },
);

/** Half up to hundredths, in exact fractions. */
function gpaOnPaper(some: readonly Attempt[]): number | null {
  const credits = some.reduce((sum, attempt) => sum + BigInt(attempt.credits), 0n);
  const points = some.reduce((sum, attempt) => sum + BigInt(attempt.credits) * BigInt(attempt.result.gradePoint), 0n);
  if (credits === 0n) return null;
  return Number(points / credits + ((points % credits) * 2n >= credits ? 1n : 0n));
}

const creditsOf = (some: readonly Attempt[]) => some.reduce((sum, { credits }) => sum + credits, 0);

describe('termStanding', () => {
  it('computes the exact mean of all attempts, weighted by credits', () => {
    fc.assert(
      fc.property(attempts, (all) => {
        const creditsEarned = creditsOf(all.filter(({ result }) => result.passed));
        expect(termStanding(all)).toEqual({ creditsAttempted: creditsOf(all), creditsEarned, gpa: gpaOnPaper(all) });
      }),
    );
  });

  it.each([
    ['half goes up', [3_00, 3_01], [1, 1], 3_01],
    ['below half goes down', [3_00, 3_01], [2, 1], 3_00],
    ['credits weigh', [4_00, 0], [3, 1], 3_00],
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
          const rank = ({ result, maximum, termOrder }: Attempt) =>
            [result.gradePoint, (result.value * 100_00) / maximum, Date.parse(termOrder)]
              .map((part) => String(part).padStart(16, '0'))
              .join();
          for (const other of all.filter(({ subjectId }) => subjectId === one.subjectId)) expect(rank(one) >= rank(other)).toBe(true);
        }
        const creditsEarned = creditsOf(best.filter(({ result }) => result.passed));
        expect(overallStanding(all)).toEqual({ creditsAttempted: creditsOf(all), creditsEarned, gpa: gpaOnPaper(best) });
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
    ['more points over a higher mark', { gradePoint: 3_50, value: 8_00 }, { gradePoint: 3_30, value: 90_00, maximum: 100_00 }],
    ['the greater share of another maximum', { value: 66_01, maximum: 100_00 }, { value: 6_60 }],
    ['the later term', { termOrder: '2027-02-01' }, { termOrder: '2026-09-01' }],
    ['points before terms', { gradePoint: 3_50, termOrder: '2025-09-01' }, { gradePoint: 3_00, termOrder: '2026-09-01' }],
  ])('prefers %s', (_what, better, worse) => {
    const [one, other] = [anAttempt({ subjectId, ...better }), anAttempt({ subjectId, ...worse })];
    expect(bestAttempts([one, other])).toEqual([one]);
    expect(bestAttempts([other, one])).toEqual([one]);
  });

  it('chooses between equal attempts independently of their order', () => {
    const [one, other] = [anAttempt({ subjectId }), anAttempt({ subjectId })];
    expect(bestAttempts([one, other])).toEqual(bestAttempts([other, one]));
  });

  it('counts a repeated subject once as earned, and every time as attempted', () => {
    const retaken = [anAttempt({ subjectId, credits: 3 }), anAttempt({ subjectId, credits: 4, gradePoint: 4_00 })];
    expect(overallStanding(retaken)).toEqual({ creditsAttempted: 7, creditsEarned: 4, gpa: 4_00 });
  });
});
