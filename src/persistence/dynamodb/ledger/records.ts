import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import { KeyInUse } from '../../../http/idempotency/idempotency.errors.js';
import type { IdempotencyRecord } from '../../../http/idempotency/idempotency-record.js';
import type { Rename } from '../../../features/users/name-copies.js';
import type { Purge } from '../../../adapters/storage/purge.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import { TOTALS, type Total, type Totals } from '../../../features/statistics/totals.js';
import type { Action, Database, Item } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

/** Counters are spread over this many items, so that many changes at once do not queue on one. */
export const COUNTER_SHARDS = 16;

/** The action that writes an audit entry. */
export function putAuditEntry(database: Database, { by, ...entry }: AuditEntry): Action {
  return database.put('ledger', { ...keys.audit({ by, ...entry }), ...entry, actorId: by.id, actorRole: by.role } as never);
}

/** An audit entry from its item. */
export function toAuditEntry({ pk: _pk, sk: _sk, actorId, actorRole, ...entry }: Item): AuditEntry {
  return { ...entry, by: { id: actorId, role: actorRole } } as unknown as AuditEntry;
}

/** The action that adds to a total. */
export function incrementTotal(database: Database, what: Total, by: number): Action {
  const shard = Math.floor(Math.random() * COUNTER_SHARDS);
  return database.update('ledger', keys.count(what, shard), expression`ADD #count ${by}`);
}

/** The items that totals are spread over. */
export function counters(database: Database, { consistent }: ReadOptions = {}): Promise<Item[]> {
  return database.all('ledger', { partition: 'COUNT', consistent });
}

/** What the counters of a school come to. */
export function totalsOf(items: readonly Item[]): Totals {
  const totals = Object.fromEntries(TOTALS.map((total) => [total, 0])) as Record<Total, number>;
  for (const { sk, count } of items) totals[(sk as string).split('#')[0] as Total] += count as number;
  return totals;
}

/** The action that notes a rename, for the copies to follow. It takes the place of an earlier one of the same thing. */
export function putRenameJob(database: Database, { kind, id, nameVersion, at }: Rename): Action {
  return database.update('ledger', keys.rename(id), expression`SET #kind = ${kind}, #nameVersion = ${nameVersion}, #at = ${at}`);
}

/** The action that notes garbage, for the storage to be rid of. It takes the place of an earlier note of the same prefix. */
export function putDeleteJob(database: Database, { prefix, through, keep, at }: Purge): Action {
  return database.update('ledger', keys.purge(prefix), assignments({ through, keep, at }));
}

/**
 * The action that keeps the receipt of a call, if the call has one. It comes first in a transaction: that the call was there already outranks what
 * it would be refused for because of that. @throws KeyInUse
 */
export function putIdempotencyRecord(database: Database, receipt: IdempotencyRecord | undefined, createdId: string): Action[] {
  if (!receipt) return [];
  const { userId, key, fingerprint, at, expiresAt } = receipt;
  const item = { ...keys.receipt(userId, key), fingerprint, createdId, expiresAt: epochSeconds(expiresAt) };
  const isFree = expression`attribute_not_exists(#pk) OR #expiresAt <= ${epochSeconds(at)}`;
  return [database.put('ledger', item, () => new KeyInUse(), isFree)];
}

/** An instant as time to live counts it. */
export function epochSeconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
