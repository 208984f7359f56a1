import type { Rename, RenamedThing } from './name-copies.js';

/**
 * Where renames are kept until their copies have followed: each is written in the transaction that renames. `test/contracts/name-copies.contract.ts` is
 * the specification.
 */
export abstract class NameCopiesRepository {
  /** All that are not settled, at most one a thing: the latest. */
  abstract pending(): Promise<Rename[]>;

  /** Brings copies of an older name to the name as it is now, and changes nothing else of the rows that hold them. Returns how many it found. */
  abstract spread(thing: RenamedThing): Promise<number>;

  /** Forgets a rename, unless the thing was renamed again. */
  abstract settle(thing: RenamedThing): Promise<void>;
}
