import { Injectable } from '@nestjs/common';
import type { IdempotencyRecord, StoredIdempotencyRecord } from '../../../http/idempotency/idempotency-record.js';
import type { IdempotencyRepository } from '../../../http/idempotency/idempotency.repository.js';
import { Database } from '../driver/database.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import { keys } from '../schema/keys.js';

/** Idempotency records, in the ledger. `ledger/idempotency.ts` writes them. */
@Injectable()
export class DynamoIdempotencyRepository implements IdempotencyRepository {
  constructor(private readonly database: Database) {}

  async read({ userId, key, at }: IdempotencyRecord): Promise<StoredIdempotencyRecord | undefined> {
    const item = await this.database.get('ledger', keys.idempotency(userId, key), { consistent: true });
    // DynamoDB deletes expired items late.
    if (!item || (item.expiresAt as number) <= epochSeconds(at)) return undefined;
    return { fingerprint: item.fingerprint as string, createdId: item.createdId as string };
  }
}
