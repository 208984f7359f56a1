import type { Result } from './result.js';
import { divideRounded } from './rounding.js';

/** One class that counts for a student. */
export interface Attempt {
  readonly classId: string;
  readonly subjectId: string;
  readonly credits: number;
  readonly result: Pick<Result, 'value' | 'gradePoint' | 'passed'>;
  /** Of the scale that the result is on, in hundredths. */
  readonly maximum: number;
  /** What terms are ordered by, e.g. their first day; the later is the greater. */
  readonly termOrder: string;
}

/** What attempts come to. */
export interface Standing {
  /** Of all attempts, retaken ones too. */
  readonly creditsAttempted: number;
  /** Of what was passed. */
  readonly creditsEarned: number;
  /** Out of 4, in hundredths, half up; null where there are no credits to weigh by. */
  readonly gpa: number | null;
}

/** The standing of one term: every attempt counts. */
export function termStanding(attempts: readonly Attempt[]): Standing {
  return { creditsAttempted: creditsOf(attempts), creditsEarned: creditsOf(attempts.filter(passed)), gpa: gpaOf(attempts) };
}

/** The standing over all terms: of each subject the best attempt counts, and earns its credits once; attempted is attempted. */
export function overallStanding(attempts: readonly Attempt[]): Standing {
  return { ...termStanding(bestAttempts(attempts)), creditsAttempted: creditsOf(attempts) };
}

/** Of each subject the attempt with the most points, then the greater share of the maximum, then the later term. */
export function bestAttempts(attempts: readonly Attempt[]): Attempt[] {
  const best = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const other = best.get(attempt.subjectId);
    if (!other || compare(attempt, other) > 0) best.set(attempt.subjectId, attempt);
  }
  return [...best.values()];
}

/** Σ credits × grade point / Σ credits. */
function gpaOf(attempts: readonly Attempt[]): number | null {
  const credits = creditsOf(attempts);
  if (credits === 0) return null;
  return divideRounded(
    attempts.reduce((sum, attempt) => sum + attempt.credits * attempt.result.gradePoint, 0),
    credits,
  );
}

function compare(a: Attempt, b: Attempt): number {
  return (
    a.result.gradePoint - b.result.gradePoint ||
    // Shares of different maxima, compared exactly.
    a.result.value * b.maximum - b.result.value * a.maximum ||
    order(a.termOrder, b.termOrder) ||
    // Two classes of one subject in one term: any of them, but always the same.
    order(a.classId, b.classId)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function creditsOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((sum, { credits }) => sum + credits, 0);
}

function passed({ result }: Attempt): boolean {
  return result.passed;
}
