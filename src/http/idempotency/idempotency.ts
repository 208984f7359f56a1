import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { DomainError } from '../../core/errors/domain-error.js';
import { CreatedThingGone, IdempotencyKeyReused } from './idempotency.errors.js';
import type { IdempotentRequest } from './idempotency-key.js';
import { fingerprint, type StoredIdempotencyRecord, type IdempotencyRecord } from './idempotency-record.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** Milliseconds for which a call that made something is known by its key. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** How a thing is made, and found again. */
export interface Creation<T> {
  /** Makes it, and keeps the receipt in the same transaction. */
  readonly make: (receipt: IdempotencyRecord | undefined) => Promise<T>;
  /** What an earlier call made, as it is now. */
  readonly find: (id: string) => Promise<T>;
}

/** Lets a call that is sent again make nothing again. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly receipts: IdempotencyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a thing, or finds what the same call has made before. Only what was made is remembered: a call that was refused leaves its key free.
   * @throws IdempotencyKeyReused, CreatedThingGone, and what `make` and `find` throw
   */
  async once<T>(call: IdempotentRequest | undefined, body: object, { make, find }: Creation<T>): Promise<T> {
    if (!call) return make(undefined);
    const receipt = this.receiptOf(call, body);
    const earlier = await this.receipts.read(receipt);
    if (earlier) return again(receipt, earlier, find);
    try {
      return await make(receipt);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      // It may have met what the same call, sent twice at once, was making.
      const meanwhile = await this.receipts.read(receipt);
      if (!meanwhile) throw error;
      return again(receipt, meanwhile, find);
    }
  }

  private receiptOf({ userId, key, route }: IdempotentRequest, body: object): IdempotencyRecord {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + KEPT_MS).toISOString();
    return { userId, key, fingerprint: fingerprint(route, body), at: now.toISOString(), expiresAt };
  }
}

async function again<T>(call: IdempotencyRecord, earlier: StoredIdempotencyRecord, find: Creation<T>['find']): Promise<T> {
  if (earlier.fingerprint !== call.fingerprint) throw new IdempotencyKeyReused();
  try {
    return await find(earlier.createdId);
  } catch (error) {
    throw error instanceof DomainError && error.kind === 'not_found' ? new CreatedThingGone() : error;
  }
}
