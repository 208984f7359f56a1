import type { Call } from '../access/calls.js';
import type { Row } from '../access/matrix.js';
import type { World } from '../access/world.js';
import type { Client } from '../fixtures/client.js';
import type { Operation } from '../fixtures/operations.js';
import type { Founded } from './seed-school.js';

export type Making = (world: World, by: Client, founded: Founded) => Call | Promise<Call>;

/** A way to ask a route. */
export interface Asked {
  readonly operation: Operation;
  readonly by: keyof Row;
  /** What tells it from other ways to ask the same. */
  readonly note?: string;
  readonly call?: Making;
}

/** The budget of requests, from a row of the table in docs/reference/data-model.md. */
export interface Budgeted {
  readonly row: string;
  readonly rounds: number;
  readonly requests: number;
  readonly asked: readonly Asked[];
}

export function within(row: string, rounds: number, requests: number, ...request: readonly Asked[]): Budgeted {
  return { row, rounds, requests, asked: request };
}

export function ask(operation: Operation, by: keyof Row, note?: string, call?: Making): Asked {
  return { operation, by, note, call };
}

/** A list for admins, with a query. */
export function list(operation: Operation, note: string, query: (founded: Founded) => string): Asked {
  const path = operation.replace('get /api/v1', '');
  return ask(operation, 'admin', note, (_world, _by, founded) => ({ path: `${path}?${query(founded)}` }));
}
