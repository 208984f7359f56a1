/** A thing whose name lists copy, and that got another name. */
export interface RenamedThing {
  readonly kind: 'user' | 'subject';
  readonly id: string;
  /** The version of the name that the copies are to reach. */
  readonly nameVersion: number;
}

/** A rename whose copies may not have followed yet. */
export interface Rename extends RenamedThing {
  /** ISO 8601. */
  readonly at: string;
}
