import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import type { Action, Database } from '../driver/database.js';
import { itemReader } from '../schema/item-codec.js';
import type { Item, Value } from '../schema/item.js';
import { dayShard, keys } from '../schema/keys.js';

export function putAuditEntry(database: Database, entry: AuditEntry): Action {
  const { by, before, after, ...rest } = entry;
  // Facts are JSON, because features build them from requests.
  const facts = { before: before as Value | undefined, after: after as Value | undefined };
  return database.put('ledger', { ...keys.audit(entry), ...rest, ...facts, actorId: by.id, actorRole: by.role, dayShard: dayShard(entry) });
}

const readItem = itemReader<Omit<AuditEntry, 'by'> & { actorId: string; actorRole: AuditEntry['by']['role'] }>('audit entry', {
  id: 'string',
  at: 'string',
  entity: 'string',
  action: 'string',
  before: 'object?',
  after: 'object?',
  reason: 'string?',
  requestId: 'string?',
  actorId: 'string',
  actorRole: 'string',
});

export function fromAuditItem(item: Item): AuditEntry {
  const { actorId: id, actorRole: role, ...entry } = readItem(item);
  return { ...entry, by: { id, role } };
}
