import { Injectable } from '@nestjs/common';
import type { AccountLink, Revocation, TokenRecordsRepository } from '../../../auth/token-records.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { epochSeconds } from '../schema/epoch-seconds.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';

/** Revocations and links of accounts, in the ledger under `REVOKED`, so that one query reads both. A revocation expires with the last revoked token. */
@Injectable()
export class DynamoTokenRecordsRepository implements TokenRecordsRepository {
  constructor(private readonly database: Database) {}

  async list(now: string): Promise<{ revocations: Revocation[]; links: AccountLink[] }> {
    // DynamoDB deletes expired items late, so this filter leaves them out.
    const filter = expression`attribute_exists(#userId) OR #expiresAt > ${epochSeconds(now)}`;
    const items = await this.database.all('ledger', { partition: 'REVOKED', filter });
    return {
      revocations: items
        .filter((item) => !isLink(item))
        .map(({ sk, revokedAt }) => ({ userId: sk as string, revokedAt: revokedAt as string })),
      links: items.filter(isLink).map(({ sk, userId }) => ({ accountId: sk as string, userId: userId as string })),
    };
  }

  async readRevocation(userId: string): Promise<string | undefined> {
    return (await this.database.get('ledger', keys.revocation(userId), { consistent: true }))?.revokedAt as string | undefined;
  }

  async readLink(accountId: string): Promise<string | undefined> {
    return (await this.database.get('ledger', keys.accountLink(accountId), { consistent: true }))?.userId as string | undefined;
  }
}

function isLink({ userId }: Item): boolean {
  return userId !== undefined;
}
