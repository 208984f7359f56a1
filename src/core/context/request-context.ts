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
  /** The id that the app gave, for the log and the audit log. */
  readonly requestId: string;
  /** The id that the caller gave. It is in the log line and in the answer only, because a caller can repeat the id of another request. */
  clientRequestId?: string;
  /** Milliseconds since the epoch after which the request gives up. */
  readonly deadline: number;
  readonly cost: DatabaseCost;
  /** What the answer does not wait for. In Lambda, the end of the invocation does. */
  readonly background: Promise<void>[];
  path?: string;
  actor?: { readonly id: string; readonly role: string };
  /** The network address of the caller, or the one that a trusted proxy names. */
  address?: string;
  /** The list and the caller that the cursors are valid for. */
  cursorBinding?: string;
  /** Whether no cache may store the response. */
  noStore?: boolean;
  /** Starts work beside the answer, once the route has done its own. */
  beforeAnswer?: () => void;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Creates a context with a deadline in `timeLimit` milliseconds, or at the deadline of the current context if that is earlier. */
export function requestContext(requestId: string, timeLimit = REQUEST_TIME_LIMIT): RequestContext {
  const current = currentContext();
  const deadline = Math.min(Date.now() + timeLimit, current?.deadline ?? Infinity);
  const cost = { requests: 0, rounds: 0, readUnits: 0, writeUnits: 0, underWay: 0 };
  return { requestId, deadline, cost, background: current?.background ?? [] };
}

export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Forbids every cache to store the response to the current request. */
export function preventCaching(): void {
  const context = currentContext();
  if (context) context.noStore = true;
}

/** The id that the answer shows: the one of the caller, if they gave one. */
export function shownRequestId({ requestId, clientRequestId }: RequestContext): string {
  return clientRequestId ?? requestId;
}

/** The context of the current request; undefined outside of one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
