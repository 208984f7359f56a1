import { Injectable } from '@nestjs/common';
import type { Revocation, RevocationsRepository } from '../../../auth/revocations.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import { keys } from '../schema/keys.js';

/** Revocations, in the ledger under `REVOKED`, until the revoked tokens have expired. */
@Injectable()
export class DynamoRevocationsRepository implements RevocationsRepository {
  constructor(private readonly database: Database) {}

  async list(now: string): Promise<Revocation[]> {
    // DynamoDB deletes expired items late, so this filter leaves them out.
    const filter = expression`#expiresAt > ${epochSeconds(now)}`;
    const items = await this.database.all('ledger', { partition: 'REVOKED', filter });
    return items.map(({ sk, revokedAt }) => ({ userId: sk as string, revokedAt: revokedAt as string }));
  }

  async read(userId: string): Promise<string | undefined> {
    return (await this.database.get('ledger', keys.revocation(userId), { consistent: true }))?.revokedAt as string | undefined;
  }
}
