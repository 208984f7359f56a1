import { type CountedAttempts, FIRST_GPA_RULE, type GpaRule } from './gpa-rule.js';
import { fromDecimal, toDecimal } from './mark.js';
import type { Result } from './result.js';
import { divideRounded } from './rounding.js';
import { aboveWorst, type GradingScale, roundToStep } from './scale.js';

/** One completed class of a student. */
export interface Attempt {
  readonly classId: string;
  readonly subjectId: string;
  /** With at most two decimal places. */
  readonly credits: number;
  readonly result: Pick<Result, 'value' | 'gradePoint' | 'passed'>;
  readonly scale: Pick<GradingScale, 'key' | 'best' | 'worst' | 'inGpa'>;
  /** Sorts terms: later terms have greater values. */
  readonly termOrder: string;
}

/** Credits and grade point average of a set of attempts. */
export interface Standing {
  /** All attempts, including repeated subjects. */
  readonly creditsAttempted: number;
  /** Passed attempts. */
  readonly creditsEarned: number;
  /** By the rule, in hundredths. `null` without credits that count in it. */
  readonly gpa: number | null;
  /** The version of the rule. */
  readonly gpaRule: number;
  /** The classes whose result a mean leaves out, because it is on another scale. Points leave out nothing that they could count. */
  readonly leftOut: readonly string[];
}

/** The standing of one term. Every attempt counts. */
export function termStanding(attempts: readonly Attempt[], rule: GpaRule = FIRST_GPA_RULE): Standing {
  return { ...creditsOfStanding(attempts, attempts), ...gpaOf(attempts, COUNTED.all, rule) };
}

/** The standing over all terms. The rule says which attempts at a subject count. Credits once earned stay earned, and all attempts count as attempted. */
export function overallStanding(attempts: readonly Attempt[], rule: GpaRule = FIRST_GPA_RULE): Standing {
  return { ...creditsOfStanding(attempts, bestAttempts(attempts.filter(passed))), ...gpaOf(attempts, COUNTED[rule.attempts], rule) };
}

function creditsOfStanding(attempted: readonly Attempt[], earned: readonly Attempt[]) {
  return { creditsAttempted: toDecimal(creditsOf(attempted)), creditsEarned: toDecimal(creditsOf(earned.filter(passed))) };
}

const COUNTED: Readonly<Record<CountedAttempts, (attempts: readonly Attempt[]) => readonly Attempt[]>> = {
  best: bestAttempts,
  last: lastAttempts,
  all: (attempts) => attempts,
};

/** The best attempt of each subject: by grade point, then by the share of the way from the worst to the best mark, then the later term. */
export function bestAttempts(attempts: readonly Attempt[]): Attempt[] {
  return greatestOfEach(attempts, compare);
}

/** The attempt of the latest term of each subject, and the best of several in that term. */
export function lastAttempts(attempts: readonly Attempt[]): Attempt[] {
  return greatestOfEach(attempts, (a, b) => order(a.termOrder, b.termOrder) || compare(a, b));
}

function greatestOfEach(attempts: readonly Attempt[], by: (a: Attempt, b: Attempt) => number): Attempt[] {
  const greatest = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const other = greatest.get(attempt.subjectId);
    if (!other || by(attempt, other) > 0) greatest.set(attempt.subjectId, attempt);
  }
  return [...greatest.values()];
}

/** @param choose those of the attempts that the rule can count which count. So an attempt on another scale replaces none of them */
function gpaOf(
  attempts: readonly Attempt[],
  choose: (attempts: readonly Attempt[]) => readonly Attempt[],
  rule: GpaRule,
): Pick<Standing, 'gpa' | 'gpaRule' | 'leftOut'> {
  const { version: gpaRule, kind } = rule;
  const counted = choose(attempts.filter((attempt) => canCount(attempt, rule)));
  switch (kind) {
    case 'points':
      return { gpa: meanOfPoints(counted, rule), gpaRule, leftOut: [] };
    case 'mean': {
      const leftOut = attempts.filter((attempt) => !canCount(attempt, rule)).map(({ classId }) => classId);
      return { gpa: meanOfResults(counted, rule), gpaRule, leftOut };
    }
  }
}

/** Whether the scale of an attempt counts in the average. */
function canCount({ scale: { key, best, worst, inGpa } }: Attempt, { kind, scale, range }: GpaRule): boolean {
  switch (kind) {
    case 'points':
      return inGpa;
    case 'mean':
      return inGpa && key === scale && best === range?.best && worst === range.worst;
  }
}

/** Σ credits × grade point / Σ credits, rounded half up. */
function meanOfPoints(attempts: readonly Attempt[], { places, maximum = Infinity }: GpaRule): number | null {
  const credits = creditsOf(attempts);
  if (credits === 0) return null;
  const sum = attempts.reduce((total, attempt) => total + fromDecimal(attempt.credits) * Math.min(attempt.result.gradePoint, maximum), 0);
  const step = stepOf(places);
  return divideRounded(sum, credits * step) * step;
}

/** Σ credits × result / Σ credits, rounded as the scale rounds its results. */
function meanOfResults(attempts: readonly Attempt[], rule: GpaRule): number | null {
  const credits = creditsOf(attempts);
  if (credits === 0) return null;
  const sum = attempts.reduce((total, attempt) => total + fromDecimal(attempt.credits) * attempt.result.value, 0);
  return roundToStep(sum, credits, { ...rule.range!, step: stepOf(rule.places) });
}

/** @returns the step of a number with so many places, in hundredths */
function stepOf(places: number): number {
  return 10 ** (2 - places);
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
