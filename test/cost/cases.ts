import { CALLS } from '../access/calls.js';
import { MATRIX, type Row } from '../access/matrix.js';
import type { Operation } from '../fixtures/operations.js';
import { USUAL } from './baseline.js';
import { READING } from './reading.js';
import type { Asked, Budgeted } from './request-specs.js';
import { WRITING } from './writing.js';

/** A way to ask a route, and what it may cost if the data model says so. */
export interface Case extends Required<Omit<Asked, 'note'>> {
  readonly name: string;
  readonly budget?: Omit<Budgeted, 'asked'>;
}

const BUDGETED = [...READING, ...WRITING];

/** Names have copies that follow, so these cost more the more copies there are: here none. */
const RENAMES: readonly Asked[] = [
  { operation: 'patch /api/v1/users/{id}', by: 'admin', note: 'a name' },
  { operation: 'patch /api/v1/subjects/{id}', by: 'admin', note: 'a name' },
];

/** Depends on which students are on the page, in the order of their ids, and on how many classes they take. */
const UNSTEADY: readonly Operation[] = ['get /api/v1/gpa-rules/changes'];

/** Those who are most come first. */
const ASKING = ['ownStudent', 'ownLecturer', 'admin'] as const;

/** Every route but the unsteady, each in at least one way. Those that only read come first: what they find is the same, whatever is done afterwards. */
export const CASES: readonly Case[] = [...budgeted(), ...others()].sort((a, b) => Number(b.isReading) - Number(a.isReading));

function budgeted() {
  return BUDGETED.flatMap(({ row, rounds, requests, asked: request }) => request.map((one) => completed(one, { row, rounds, requests })));
}

/** What the table has no row for. */
function others() {
  const operations = (Object.keys(MATRIX) as Operation[]).filter((operation) => !UNSTEADY.includes(operation));
  const known = new Set(BUDGETED.flatMap(({ asked: request }) => request.map(({ operation }) => operation)));
  const unknown = operations.filter((operation) => !known.has(operation)).map((operation) => ({ operation, by: firstOf(operation) }));
  return [...RENAMES, ...unknown].map((request) => completed(request));
}

function completed({ operation, by, note, call = USUAL[operation] ?? CALLS[operation] }: Asked, budget?: Case['budget']) {
  const [method, path] = operation.split(' ') as [string, string];
  const name = `${method.toUpperCase()} ${path.replace('/api/v1', '')}${note ? `: ${note}` : ''}`;
  return { operation, by, call, name, budget, isReading: method === 'get' };
}

function firstOf(operation: Operation): keyof Row {
  const row = MATRIX[operation];
  return 'anyone' in row ? ASKING[0] : ASKING.find((who) => row[who] < 300)!;
}
