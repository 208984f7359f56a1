/** A class that a person is enrolled in, or leads. */
export interface Relation {
  readonly kind: 'ENROLLED' | 'LEADS';
  readonly classId: string;
  /** Code of the term. */
  readonly term: string;
  readonly classCode: string;
  readonly isArchived: boolean;
}

/** Reads what `openRelations` of a user counts. `test/contracts/relations.contract.ts` is the specification. */
export abstract class RelationsRepository {
  /**
   * Reads the classes that a person is enrolled in, then those that they lead, each by term, then code. Includes archived classes. A recent enrolment or
   * change of lecturer may be missing for a moment. Of a class that the person is enrolled in, reads consistently whether it is archived.
   */
  abstract allOf(userId: string): Promise<Relation[]>;
}
