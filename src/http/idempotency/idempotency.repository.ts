import type { IdempotencyRecord, StoredIdempotencyRecord } from './idempotency-record.js';

/**
 * Reads the records of idempotent requests. The write that creates a thing also stores its record.
 * `test/contracts/idempotency.contract.ts` is the specification.
 */
export abstract class IdempotencyRepository {
  /** Reads consistently what the key of a request has created; undefined if the key is free, or has expired by the time of the request. */
  abstract read(record: IdempotencyRecord): Promise<StoredIdempotencyRecord | undefined>;
}
