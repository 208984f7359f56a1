import type { Outcome, Run, Server } from './stage.js';

/** Requests a second, each step a quarter more than the one before. */
export const STEPS = [120, 150, 190, 240, 300, 375, 470, 590, 740, 920, 1_150, 1_440, 1_800, 2_250] as const;
/** The share of its saturation at which a server runs steadily. */
export const STEADY_SHARE = 0.7;
/** The recovered p99 of a second may be this many times the p99 before the overload. */
const MAX_P99_GROWTH = 1.1;

/** All runs of one server. */
export interface Measured {
  readonly server: Server;
  /** One climb each, step by step. */
  readonly steps: Run[][];
  /** At a share of its own saturation (`steady`) and of the app's (`alike`). The first phase is not counted. */
  readonly steady: Run[];
  readonly alike: Run[];
  /** Phases: warm-up (not counted), baseline, overload, baseline. */
  readonly overloads: Run[];
}

const REFUSED = /^(429|503) with Retry-After$/;

export function countRefused({ outcomes }: Outcome): number {
  return count(outcomes, (outcome) => REFUSED.test(outcome));
}

/** Responses that are neither successful nor refused with Retry-After, and missing responses. */
export function countOtherAnswers(phases: readonly Outcome[]): number {
  return phases.reduce((sum, { outcomes }) => sum + count(outcomes, (outcome) => outcome !== '200' && !REFUSED.test(outcome)), 0);
}

/** Seconds until the p99 is back to that before the overload; infinite if it never is. */
export function secondsToRecover({ p99: before }: Outcome, { p99BySecond }: Outcome): number {
  const second = p99BySecond.findIndex((p99) => p99 !== null && p99 <= before! * MAX_P99_GROWTH);
  return second < 0 ? Infinity : second + 1;
}

function count(outcomes: Outcome['outcomes'], which: (outcome: string) => boolean): number {
  return Object.entries(outcomes).reduce((sum, [outcome, times]) => sum + (which(outcome) ? times : 0), 0);
}
