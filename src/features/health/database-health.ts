/** Asks the engine that keeps the data for a sign of life. */
export abstract class DatabaseHealth {
  /** Whether it answers within two seconds. */
  abstract answers(): Promise<boolean>;
}
