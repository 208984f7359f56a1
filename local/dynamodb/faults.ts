import type { Snapshot } from './dynalite.js';
import { canceled, refusal, type Refusal } from './errors.js';
import type { Body } from './parse.js';

/**
 * The faults of a request:
 * - `TransactionConflict`: another transaction has an item. TransactWriteItems: its first action is cancelled for it, the others are judged as
 *   usual; TransactGetItems: the first item; a single write: TransactionConflictException. Nothing is changed.
 * - an error answered before anything is done;
 * - `ConnectionLost`: the connection breaks before anything is done;
 * - `AnswerLost`: everything is done, then the connection breaks;
 * - `Unprocessed`: BatchGetItem and BatchWriteItem leave the second half undone (a batch of one is throttled, as when nothing could be done).
 */
export type Fault =
  | 'TransactionConflict'
  | 'ProvisionedThroughputExceededException'
  | 'RequestLimitExceeded'
  | 'ThrottlingException'
  | 'InternalServerError'
  | 'ConnectionLost'
  | 'AnswerLost'
  | 'Unprocessed';

export type Hook = (body: Body, operation: string) => void | Promise<void>;

/** Makes the local database fail as the real one does now and then, for tests. Without a fault, nothing fails. */
export class Faults {
  private readonly queued = new Map<string, Fault[]>();
  private readonly hooks = new Set<{ operation: string; hook: Hook }>();
  private snapshot?: Snapshot;

  constructor(private readonly takeSnapshot: () => Snapshot) {}

  /** Lets the next requests of an operation fail, in the order of calls. The AWS SDK retries most errors: mind `maxAttempts`. */
  failNext(operation: string, fault: Fault, times = 1): void {
    this.queued.set(operation, [...(this.queued.get(operation) ?? []), ...Array<Fault>(times).fill(fault)]);
  }

  /**
   * Calls `hook` with each request of an operation (`*`: of any) before anything is done, and waits for it: a promise that is resolved
   * later holds the request back, so that others overtake it. Returns how to stop.
   */
  before(operation: string, hook: Hook): () => void {
    const entry = { operation, hook };
    this.hooks.add(entry);
    return () => void this.hooks.delete(entry);
  }

  /** From now on eventually consistent reads, and all reads of global indexes, see the present state, whatever is written. */
  holdReplicas(): void {
    this.snapshot ??= this.takeSnapshot();
  }

  /** Ends the lag. */
  async releaseReplicas(): Promise<void> {
    const held = this.snapshot;
    this.snapshot = undefined;
    await held?.close();
  }

  /** Forgets all faults and hooks, and ends the lag. */
  async clear(): Promise<void> {
    this.queued.clear();
    this.hooks.clear();
    await this.releaseReplicas();
  }

  /** What lagging reads see; undefined when nothing lags. */
  get replicas(): Snapshot | undefined {
    return this.snapshot;
  }

  /** Runs the hooks of a request. */
  async reach(operation: string, body: Body): Promise<void> {
    for (const { hook } of [...this.hooks].filter((entry) => entry.operation === '*' || entry.operation === operation))
      await hook(body, operation);
  }

  /** Removes and returns the next fault of an operation. */
  take(operation: string): Fault | undefined {
    return this.queued.get(operation)?.shift();
  }
}

/** The error that a fault is answered with, if it is one. */
export function refusalOf(fault: Fault, operation: string, body: Body): Refusal | undefined {
  switch (fault) {
    case 'ProvisionedThroughputExceededException':
      return refusal(fault, 'The level of configured provisioned throughput for the table was exceeded.');
    case 'RequestLimitExceeded':
      return refusal(fault, 'Throughput exceeds the current throughput limit for your account.');
    case 'ThrottlingException':
      return refusal(fault, 'Rate of requests exceeds the allowed throughput.');
    case 'InternalServerError':
      return refusal(fault, 'The request could not be processed because of an internal error.', {}, 500);
    case 'TransactionConflict':
      return conflict(operation, body);
    case 'ConnectionLost':
    case 'AnswerLost':
    case 'Unprocessed':
      return undefined;
  }
}

const CONFLICT = 'Transaction is ongoing for the item';

/** Reason of an action that met another transaction. */
export const conflictReason = { Code: 'TransactionConflict', Message: CONFLICT } as const;

/** TransactWriteItems judges its other actions first. */
function conflict(operation: string, body: Body): Refusal | undefined {
  if (operation === 'TransactWriteItems') return undefined;
  if (operation !== 'TransactGetItems') return refusal('TransactionConflictException', CONFLICT);
  const items = body.TransactItems as unknown[];
  return canceled(items.map((_item, position) => (position === 0 ? conflictReason : { Code: 'None' })));
}
