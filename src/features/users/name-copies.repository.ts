/** A user or a subject, whose name classes, enrolments and notifications copy. */
export interface NamedThing {
  readonly kind: 'user' | 'subject';
  readonly id: string;
}

/** Updates copies of names. `test/contracts/name-copies.contract.ts` is the specification. */
export abstract class NameCopiesRepository {
  /** Writes the current name and code into all rows with an older `nameVersion`, and changes nothing else. Returns the number of rows that it found. */
  abstract update(thing: NamedThing): Promise<number>;
}
