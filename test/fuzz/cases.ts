import { addressCases } from './address-cases.js';
import { bodyCases, unexpectedBodyCases } from './body-cases.js';
import { type Changed, type GoodCall, requestOf } from './call.js';
import type { Operation } from './document.js';
import { fileCases } from './file-cases.js';
import { headerCases } from './header-cases.js';
import type { Refusal } from './refusal.js';
import type { WireRequest } from './wire.js';

/** What is changed of a good call, and how that is to be refused; without a refusal it is to be answered like the good call. */
export interface Change {
  readonly kind: string;
  readonly changed: Changed;
  readonly refusal?: Refusal;
}

export interface BadCase extends Change {
  readonly request: WireRequest;
}

/** What can be asked of a list besides: cursors that are genuine, and not of this list. */
export interface ForeignCursors {
  readonly own: string;
  readonly ofAnotherList: string;
  readonly ofAnotherCaller: string;
}

/** Every kind of bad input for a route. */
export function casesOf(operation: Operation, call: GoodCall, cursors?: ForeignCursors): BadCase[] {
  const changes = [
    ...addressCases(operation, call, cursors),
    ...headerCases(operation, call),
    ...(operation.body ? bodyCases(operation, call) : []),
    ...(operation.mediaTypes.includes('text/csv') ? fileCases(operation) : []),
    ...(operation.mediaTypes.length === 0 ? unexpectedBodyCases(operation) : []),
  ];
  return changes.map((change) => ({ ...change, request: requestOf(operation, call, change.changed) }));
}
