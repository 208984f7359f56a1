import type { AuditEntry } from '../../audit/audit-entry.js';
import type { Rename } from '../../maintenance/rename.js';
import type { Action, Database, Item } from './database.js';
import { expression } from './expression.js';
import { keys } from './keys.js';

/** Counters are spread over this many items, so that many changes at once do not queue on one. */
export const COUNTER_SHARDS = 16;

/** The action that writes an audit entry. */
export function record(database: Database, { by, ...entry }: AuditEntry): Action {
  return database.put('ledger', { ...keys.audit({ by, ...entry }), ...entry, actorId: by.id, actorRole: by.role } as never);
}

/** An audit entry from its item. */
export function toAuditEntry({ pk: _pk, sk: _sk, actorId, actorRole, ...entry }: Item): AuditEntry {
  return { ...entry, by: { id: actorId, role: actorRole } } as unknown as AuditEntry;
}

/** The action that adds to a counter. */
export function count(database: Database, what: string, by: number): Action {
  const shard = Math.floor(Math.random() * COUNTER_SHARDS);
  return database.update('ledger', keys.count(what, shard), expression`ADD #count ${by}`);
}

/** The action that notes a rename, for the copies to follow. It takes the place of an earlier one of the same thing. */
export function renamed(database: Database, { kind, id, nameVersion, at }: Rename): Action {
  return database.update('ledger', keys.rename(id), expression`SET #kind = ${kind}, #nameVersion = ${nameVersion}, #at = ${at}`);
}
