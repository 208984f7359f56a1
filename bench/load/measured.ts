import type { Outcome, Run, Server } from './stage.js';

/** Requests a second, each step a quarter more than the one before. */
export const STEPS = [120, 150, 190, 240, 300, 375, 470, 590, 740, 920, 1_150, 1_440, 1_800, 2_250] as const;
/** The part of its saturation that a server is usually asked for. */
export const SHARE = 0.7;
/** By how much the p99 of a second may be above that of the time before. */
const AS_BEFORE = 1.1;

/** All runs of one server. */
export interface Measured {
  readonly server: Server;
  /** Each a climb, step by step. */
  readonly steps: Run[][];
  /** At a part of its own saturation; and at that of the app's. The first phase is not counted. */
  readonly steady: Run[];
  readonly alike: Run[];
  /** Phases: not counted, as usual, far too much, as usual again. */
  readonly overloads: Run[];
}

const REFUSED = /^(429|503) with Retry-After$/;

export function refusedIn({ outcomes }: Outcome): number {
  return count(outcomes, (outcome) => REFUSED.test(outcome));
}

/** Answers that are neither good nor tell when to come again, and those that never came. */
export function othersThanAsked(phases: readonly Outcome[]): number {
  return phases.reduce((sum, { outcomes }) => sum + count(outcomes, (outcome) => outcome !== '200' && !REFUSED.test(outcome)), 0);
}

/** The seconds after which a second was as good as those before; infinite if none was. */
export function backAfter({ p99: before }: Outcome, { p99BySecond }: Outcome): number {
  const second = p99BySecond.findIndex((p99) => p99 !== null && p99 <= before! * AS_BEFORE);
  return second < 0 ? Infinity : second + 1;
}

function count(outcomes: Outcome['outcomes'], which: (outcome: string) => boolean): number {
  return Object.entries(outcomes).reduce((sum, [outcome, times]) => sum + (which(outcome) ? times : 0), 0);
}
