import type { ErrorCode } from './errors.js';
import type { Operation } from './operation.js';

/** Failures to come, for tests of what a client does about them. */
export class Faults {
  private readonly planned = new Map<Operation, ErrorCode[]>();

  /** The next `times` requests of this operation are answered with `code` and change nothing. The SDK tries three times by default. */
  failNext(operation: Operation, code: ErrorCode = 'InternalError', times = 1): void {
    this.planned.set(operation, [...(this.planned.get(operation) ?? []), ...Array<ErrorCode>(times).fill(code)]);
  }

  /** The failure that is due now, which is then over. */
  take(operation: Operation): ErrorCode | undefined {
    return this.planned.get(operation)?.shift();
  }
}
