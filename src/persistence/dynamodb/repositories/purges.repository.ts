import { Injectable } from '@nestjs/common';
import type { Purge } from '../../../adapters/storage/purge.js';
import type { PurgesRepository } from '../../../adapters/storage/purges.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

/** There is a later note. */
class Overtaken extends Error {}

/** Garbage, in the ledger under `PURGE`. */
@Injectable()
export class DynamoPurgesRepository implements PurgesRepository {
  constructor(private readonly database: Database) {}

  async pending(beginning?: string): Promise<Purge[]> {
    const items = await this.database.all('ledger', { partition: 'PURGE', prefix: beginning, consistent: true });
    return items.map(({ sk, through, keep, at }) => ({ prefix: sk, through, keep, at }) as Purge);
  }

  async settle({ prefix, at }: Purge): Promise<void> {
    try {
      await this.database.transact([this.database.delete('ledger', keys.purge(prefix), expression`#at = ${at}`, () => new Overtaken())]);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
}
