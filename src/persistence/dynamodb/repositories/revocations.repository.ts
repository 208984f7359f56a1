import { Injectable } from '@nestjs/common';
import type { Revocation, RevocationsRepository } from '../../../auth/revocations.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';

/** Revocations, in the ledger under `REVOKED`, until no token they concern can be good any more. */
@Injectable()
export class DynamoRevocationsRepository implements RevocationsRepository {
  constructor(private readonly database: Database) {}

  async list(now: string): Promise<Revocation[]> {
    // Time to live deletes late: what has expired is left out here.
    const filter = expression`#expiresAt > ${Math.floor(Date.parse(now) / 1000)}`;
    const items = await this.database.all('ledger', { partition: 'REVOKED', filter });
    return items.map(({ sk, revokedAt }) => ({ userId: sk as string, revokedAt: revokedAt as string }));
  }
}
