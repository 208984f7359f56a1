import { CognitoError } from './errors.js';

/** A fault in one call. */
export interface Fault {
  /** `before`: nothing is done. `after`: all is done, and only the answer is lost. */
  readonly when: 'before' | 'after';
  /** The name of the exception to answer with; without one the connection is cut. Those of AWS's servers get status 500, others 400. */
  readonly error?: string;
}

/** Thrown to end a call without an answer. */
export class ConnectionCut extends Error {}

const SERVER_ERRORS = ['InternalErrorException', 'ServiceUnavailableException'];

/** Switches for tests: each is good for one call of an operation, in the order they were set. */
export class Faults {
  private readonly failing = new Map<string, Fault[]>();
  private readonly pausing = new Map<string, (() => Promise<void>)[]>();

  /** Makes the next call of `operation` fail. AWS's SDK tries again by itself: set `maxAttempts: 1`, or one fault for each attempt. */
  failNext(operation: string, fault: Fault): void {
    this.failing.set(operation, [...(this.failing.get(operation) ?? []), fault]);
  }

  /** Forgets the faults that no call has met yet. */
  clear(): void {
    this.failing.clear();
  }

  /** Runs and awaits `pause` before the next call of `operation`. */
  before(operation: string, pause: () => Promise<void>): void {
    this.pausing.set(operation, [...(this.pausing.get(operation) ?? []), pause]);
  }

  /** Runs a call with its faults and pauses. */
  async around<T>(operation: string, perform: () => Promise<T>): Promise<T> {
    await this.pausing.get(operation)?.shift()?.();
    const fault = this.failing.get(operation)?.shift();
    if (fault?.when === 'before') throw failure(fault);
    const result = await perform();
    if (fault) throw failure(fault);
    return result;
  }
}

function failure({ error }: Fault): Error {
  if (!error) return new ConnectionCut();
  return new CognitoError(error, 'A fault that a test asked for.', SERVER_ERRORS.includes(error) ? 500 : 400);
}
