import type { Totals } from './totals.js';

/** Reads the totals of the school. The write that changes what they count also changes the totals. `test/contracts/counts.contract.ts` is the specification. */
export abstract class StatisticsRepository {
  /** A recent change may be missing for a moment. */
  abstract totals(): Promise<Totals>;
}
