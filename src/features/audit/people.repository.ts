/** What tells a person from others, as it is now. */
export interface Person {
  readonly id: string;
  /** Staff or student number. */
  readonly code: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Present if the personal data of the person was removed. Code and name are then replacements. */
  readonly anonymised?: true;
}

/** Finds the people whom records name by id only. `test/contracts/people.contract.ts` is the specification. */
export abstract class PeopleRepository {
  /** Reads all of them at once. Ids without a profile are left out. A recent change may take a moment to appear. */
  abstract find(ids: readonly string[]): Promise<ReadonlyMap<string, Person>>;
}
