import { AsyncLocalStorage } from 'node:async_hooks';

/** Milliseconds that work may take by default. */
export const REQUEST_TIME_LIMIT = 25_000;

/** What a request has cost in DynamoDB so far. A round is one wait: requests that run at the same time are one round. */
export interface DatabaseCost {
  requests: number;
  rounds: number;
  readUnits: number;
  writeUnits: number;
  underWay: number;
}

/** What belongs to one request and is not passed as an argument: the caller, the id, the deadline, the cost. */
export interface RequestContext {
  readonly requestId: string;
  /** Milliseconds since the epoch after which the request gives up. */
  readonly deadline: number;
  readonly cost: DatabaseCost;
  /** The path of the request. */
  path?: string;
  actor?: { readonly id: string; readonly role: string };
  /** The address of the caller, if a trusted proxy names it. */
  address?: string;
  /** What the cursors of this list are valid for. */
  cursorBinding?: string;
  /** Whether the answer must not be kept by any cache. */
  noStore?: boolean;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** A context that ends after `timeLimit` milliseconds, or together with the current one if that is sooner. */
export function requestContext(requestId: string, timeLimit = REQUEST_TIME_LIMIT): RequestContext {
  const deadline = Math.min(Date.now() + timeLimit, currentContext()?.deadline ?? Infinity);
  return { requestId, deadline, cost: { requests: 0, rounds: 0, readUnits: 0, writeUnits: 0, underWay: 0 } };
}

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Keeps the answer to the current request out of every cache. */
export function preventCaching(): void {
  const context = currentContext();
  if (context) context.noStore = true;
}

/** The context of the current request; undefined outside of one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
