import { AsyncLocalStorage } from 'node:async_hooks';

/** The default time limit of a request, in milliseconds. */
export const REQUEST_TIME_LIMIT = 25_000;

/** The DynamoDB cost of a request so far. A round is one wait: concurrent requests are one round. */
export interface DatabaseCost {
  requests: number;
  rounds: number;
  readUnits: number;
  writeUnits: number;
  underWay: number;
}

/** The state of one request that is not passed as an argument: id, caller, deadline, cost. */
export interface RequestContext {
  readonly requestId: string;
  /** Milliseconds since the epoch after which the request gives up. */
  readonly deadline: number;
  readonly cost: DatabaseCost;
  path?: string;
  actor?: { readonly id: string; readonly role: string };
  /** The network address of the caller, if a trusted proxy names it. */
  address?: string;
  /** The list and the caller that the cursors are valid for. */
  cursorBinding?: string;
  /** Whether no cache may store the response. */
  noStore?: boolean;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Creates a context with a deadline in `timeLimit` milliseconds, or at the deadline of the current context if that is earlier. */
export function requestContext(requestId: string, timeLimit = REQUEST_TIME_LIMIT): RequestContext {
  const deadline = Math.min(Date.now() + timeLimit, currentContext()?.deadline ?? Infinity);
  return { requestId, deadline, cost: { requests: 0, rounds: 0, readUnits: 0, writeUnits: 0, underWay: 0 } };
}

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Forbids every cache to store the response to the current request. */
export function preventCaching(): void {
  const context = currentContext();
  if (context) context.noStore = true;
}

/** The context of the current request; undefined outside of one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
