import { fromDecimal, toDecimal } from './mark.js';
import type { Result } from './result.js';
import { divideRounded } from './rounding.js';
import { aboveWorst, type GradingScale } from './scale.js';

/** One completed class of a student. */
export interface Attempt {
  readonly classId: string;
  readonly subjectId: string;
  /** With at most two decimal places. */
  readonly credits: number;
  readonly result: Pick<Result, 'value' | 'gradePoint' | 'passed'>;
  readonly scale: Pick<GradingScale, 'best' | 'worst' | 'inGpa'>;
  /** Sorts terms: later terms have greater values. */
  readonly termOrder: string;
}

/** Credits and grade point average of a set of attempts. */
export interface Standing {
  /** All attempts, including repeated subjects. */
  readonly creditsAttempted: number;
  /** Passed attempts. */
  readonly creditsEarned: number;
  /** Out of 4, in hundredths, rounded half up. `null` without credits of a scale that counts in it. */
  readonly gpa: number | null;
}

/** The standing of one term. Every attempt counts. */
export function termStanding(attempts: readonly Attempt[]): Standing {
  return {
    creditsAttempted: toDecimal(creditsOf(attempts)),
    creditsEarned: toDecimal(creditsOf(attempts.filter(passed))),
    gpa: gpaOf(attempts),
  };
}

/** The standing over all terms. Only the best attempt of each subject counts, except that all attempts count as attempted. */
export function overallStanding(attempts: readonly Attempt[]): Standing {
  return { ...termStanding(bestAttempts(attempts)), creditsAttempted: toDecimal(creditsOf(attempts)) };
}

/** The best attempt of each subject: by grade point, then by the share of the way from the worst to the best mark, then the later term. */
export function bestAttempts(attempts: readonly Attempt[]): Attempt[] {
  const best = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const other = best.get(attempt.subjectId);
    if (!other || compare(attempt, other) > 0) best.set(attempt.subjectId, attempt);
  }
  return [...best.values()];
}

/** Σ credits × grade point / Σ credits, of the scales that count in it. */
function gpaOf(all: readonly Attempt[]): number | null {
  const attempts = all.filter(({ scale }) => scale.inGpa);
  const credits = creditsOf(attempts);
  if (credits === 0) return null;
  return divideRounded(
    attempts.reduce((sum, attempt) => sum + fromDecimal(attempt.credits) * attempt.result.gradePoint, 0),
    credits,
  );
}

function compare(a: Attempt, b: Attempt): number {
  return (
    a.result.gradePoint - b.result.gradePoint ||
    // Cross-multiplied, so that shares on different scales compare exactly.
    achieved(a) * span(b) - achieved(b) * span(a) ||
    order(a.termOrder, b.termOrder) ||
    // Two classes of one subject in one term: the choice does not matter, but must be stable.
    order(a.classId, b.classId)
  );
}

function achieved({ result, scale }: Attempt): number {
  return aboveWorst(result.value, scale);
}

function span({ scale }: Attempt): number {
  return aboveWorst(scale.best, scale);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** In hundredths, so that sums are exact. */
function creditsOf(attempts: readonly Attempt[]): number {
  return attempts.reduce((sum, { credits }) => sum + fromDecimal(credits), 0);
}

function passed({ result }: Attempt): boolean {
  return result.passed;
}
