import type { StoredIdempotencyRecord, IdempotencyRecord } from './idempotency-record.js';

/**
 * Where receipts are kept: the `create` of a port takes one, and keeps it together with what it makes.
 * `test/contracts/idempotency.contract.ts` is the specification.
 */
export abstract class IdempotencyRepository {
  /** What the key of this call was used for and is still known for at its time; undefined if the key is free. As of now. */
  abstract read(call: IdempotencyRecord): Promise<StoredIdempotencyRecord | undefined>;
}
