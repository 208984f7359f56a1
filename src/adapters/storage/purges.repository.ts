import type { Purge } from './purge.js';

/**
 * Where garbage is noted until it is gone: each note is written in the transaction that makes it garbage, one a prefix, the latest. What is written
 * later under a prefix takes in what was written before. `test/contracts/purges.contract.ts` is the specification.
 */
export abstract class PurgesRepository {
  /** All notes, or those whose prefix begins like this; read consistently. */
  abstract pending(beginning?: string): Promise<Purge[]>;

  /** Forgets a note, unless there is a later one of the same prefix. */
  abstract settle(purge: Purge): Promise<void>;
}
