/** Checks the database. */
export abstract class DatabaseHealth {
  /** Whether the database answers within two seconds. */
  abstract answers(): Promise<boolean>;
}
