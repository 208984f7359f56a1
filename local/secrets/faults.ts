import { SecretsError } from './secrets.js';

/** Scheduled failures, for tests of clients. */
export class Faults {
  private readonly planned = new Map<string, number>();

  /** The next `times` requests of this operation fail on the side of the server, and change nothing. The SDK tries again by itself. */
  failNext(operation: string, times = 1): void {
    this.planned.set(operation, (this.planned.get(operation) ?? 0) + times);
  }

  /** @throws SecretsError if a failure is due now, which is then over */
  take(operation: string): void {
    const times = this.planned.get(operation) ?? 0;
    if (times === 0) return;
    this.planned.set(operation, times - 1);
    throw new SecretsError('InternalServiceError', 'A fault that a test asked for.', 500);
  }
}
