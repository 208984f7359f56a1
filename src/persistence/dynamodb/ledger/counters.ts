import type { ReadOptions } from '../../../core/paging/page.js';
import { TOTALS, type Total, type Totals } from '../../../features/statistics/totals.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';

/** A total is the sum of this many items, so that concurrent changes do not conflict. */
export const COUNTER_SHARDS = 16;

export function incrementTotal(database: Database, total: Total, by: number): Action {
  const shard = Math.floor(Math.random() * COUNTER_SHARDS);
  return database.update('ledger', keys.count(total, shard), expression`ADD #count ${by}`);
}

/** Reads the items of all totals. */
export function readCounters(database: Database, { consistent }: ReadOptions = {}): Promise<Item[]> {
  return database.all('ledger', { partition: 'COUNT', consistent });
}

export function sumCounters(items: readonly Item[]): Totals {
  const totals = Object.fromEntries(TOTALS.map((total) => [total, 0])) as Record<Total, number>;
  for (const { sk, count } of items) totals[(sk as string).split('#')[0] as Total] += count as number;
  return totals;
}
