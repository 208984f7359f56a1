import type { CountName, Thing } from './count-snapshot.js';

/**
 * Reads stored counts, and everything that they count. Use it for recounts only, because it reads all tables. No route uses it. `test/contracts/counts.contract.ts` is the specification.
 */
export abstract class CountsRepository {
  /** Reads everything that is counted, in no order. Each item is read consistently, but not all at the same moment. */
  abstract things(): AsyncIterable<Thing>;

  /** Reads all stored counts consistently. */
  abstract kept(): Promise<Map<CountName, number>>;

  /** Reads the ids of the students of whom an enrolment says wrongly whether they are disabled. */
  abstract wronglyMarked(): Promise<Set<string>>;

  /** Adds `by` to a count, if its stored value is still `kept`. Returns whether it was. */
  abstract correct(name: CountName, kept: number, by: number): Promise<boolean>;
}
