/** A thing whose name rows of lists copy. */
export interface NamedThing {
  readonly kind: 'user' | 'subject';
  readonly id: string;
}

/** Where copies of names are kept. `test/contracts/name-copies.contract.ts` is the specification. */
export abstract class NameCopiesRepository {
  /** Brings copies of an older name to the name of now, and changes nothing else of the rows that hold them. Returns how many it found. */
  abstract update(thing: NamedThing): Promise<number>;
}
