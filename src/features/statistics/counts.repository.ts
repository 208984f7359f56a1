import type { CountName, Thing } from './count-snapshot.js';

/**
 * The counts that are kept beside what they count, and what they count. It reads everything there is, so it is for recounts only, and no route
 * reaches it. `test/contracts/counts.contract.ts` is the specification.
 */
export abstract class CountsRepository {
  /** Everything that is counted, in no order. Each thing is read consistently, but not all at one moment. */
  abstract things(): AsyncIterable<Thing>;

  /** Every count that is kept, read consistently. */
  abstract kept(): Promise<Map<CountName, number>>;

  /** Adds `by` to a count, if it is still as it was read. Returns whether it was. */
  abstract correct(name: CountName, kept: number, by: number): Promise<boolean>;
}
