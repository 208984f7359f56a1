import { createParamDecorator, Injectable, type PipeTransform } from '@nestjs/common';
import { DomainError } from '../../core/errors/domain-error.js';
import { Clock } from '../../core/time/clock.js';
import { type IdempotentRequest, idempotentRequest } from './idempotency-key.js';
import { fingerprint, type IdempotencyRecord, type StoredIdempotencyRecord } from './idempotency-record.js';
import { CreatedThingGone, IdempotencyKeyReused } from './idempotency.errors.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/** Milliseconds for which a key is remembered. */
const RETENTION_MS = 24 * 60 * 60 * 1000;

/** How to create a thing, and how to read it again. */
export interface Creation<T> {
  /** Creates the thing, and stores the record in the same transaction. */
  readonly make: (record: IdempotencyRecord | undefined) => Promise<T>;
  /** Reads the thing that an earlier request created. */
  readonly find: (id: string) => Promise<T>;
}

/**
 * Creates a thing, or reads the thing that the same request created before. A failed request leaves its key free.
 * @throws IdempotencyKeyReused, CreatedThingGone, and the errors of `make` and `find`
 */
export type Once = <T>(body: object, creation: Creation<T>) => Promise<T>;

/** Makes sure that a repeated request creates nothing more. */
@Injectable()
class Idempotency implements PipeTransform<IdempotentRequest | undefined, Once> {
  constructor(
    private readonly records: IdempotencyRepository,
    private readonly clock: Clock,
  ) {}

  transform(request: IdempotentRequest | undefined): Once {
    return request ? (body, creation) => this.once(request, body, creation) : (_body, { make }) => make(undefined);
  }

  private async once<T>(request: IdempotentRequest, body: object, { make, find }: Creation<T>): Promise<T> {
    const record = this.recordOf(request, body);
    const earlier = await this.records.read(record);
    if (earlier) return findCreated(record, earlier, find);
    try {
      return await make(record);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      // The conflict can be with a concurrent request that has the same key.
      const concurrent = await this.records.read(record);
      if (!concurrent) throw error;
      return findCreated(record, concurrent, find);
    }
  }

  private recordOf({ userId, key, route }: IdempotentRequest, body: object): IdempotencyRecord {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + RETENTION_MS).toISOString();
    return { userId, key, fingerprint: fingerprint(route, body), at: now.toISOString(), expiresAt };
  }
}

async function findCreated<T>(record: IdempotencyRecord, stored: StoredIdempotencyRecord, find: Creation<T>['find']): Promise<T> {
  if (stored.fingerprint !== record.fingerprint) throw new IdempotencyKeyReused();
  try {
    return await find(stored.createdId);
  } catch (error) {
    throw error instanceof DomainError && error.kind === 'not_found' ? new CreatedThingGone() : error;
  }
}

/** Supports the header `Idempotency-Key`: `@IdempotencyKey() once: Once`. */
export const IdempotencyKey = (): ParameterDecorator => createParamDecorator(idempotentRequest)(Idempotency);
