import type { Totals } from './totals.js';

/** Where the totals of the school are kept. They move with what they count, in the same step. `test/contracts/counts.contract.ts` is the specification. */
export abstract class StatisticsRepository {
  /** A change just made may not be counted yet for a moment. */
  abstract totals(): Promise<Totals>;
}
