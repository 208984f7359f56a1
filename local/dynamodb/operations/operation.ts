import type { Database } from '../database.js';
import type { Fault, Faults } from '../faults.js';
import type { Body } from '../parse.js';

/** Answers a request; `fault` is one that only the operation itself can show. @throws Refusal */
export type Operation = (body: Body, fault?: Fault) => Promise<object> | object;

/** Operations by their name in `X-Amz-Target`. */
export type Operations = Record<string, Operation>;

/** What operations work with. */
export interface Context {
  database: Database;
  faults: Faults;
}
