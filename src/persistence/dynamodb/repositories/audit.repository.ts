import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { AuditEntry, EntityName } from '../../../features/audit/audit-entry.js';
import type { AuditFilter, AuditRepository } from '../../../features/audit/audit.repository.js';
import { Database, present } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import { fromAuditItem } from '../ledger/audit.js';
import type { Item, Key, Value } from '../schema/item.js';
import { auditPartition } from '../schema/keys.js';

/** The audit log, in the ledger under `AUDIT#<entity>`. `actor-index` contains only audit entries. */
@Injectable()
export class DynamoAuditRepository implements AuditRepository {
  constructor(private readonly database: Database) {}

  async list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    return (await this.database.page('ledger', toRange(filter), page)).map(fromAuditItem);
  }

  async redact(entity: EntityName, facts: readonly string[]): Promise<number> {
    const items = await this.database.all('ledger', { partition: auditPartition(entity), consistent: true });
    const without = (values: Value | undefined) => withoutFacts(values as Item | undefined, facts);
    const redactable = items.filter(({ reason, before, after }) => reason !== undefined || has(before, facts) || has(after, facts));
    for (const { pk, sk, before, after } of redactable) {
      const change = assignments({ reason: undefined, before: without(before), after: without(after) });
      await this.database.transact([this.database.update('ledger', { pk: pk!, sk: sk! } as Key, change, present('ledger'))]);
    }
    return redactable.length;
  }
}

function has(values: Value | undefined, facts: readonly string[]): boolean {
  return facts.some((name) => (values as Item | undefined)?.[name] !== undefined);
}

function withoutFacts(values: Item | undefined, facts: readonly string[]): Item | undefined {
  const left = Object.entries(values ?? {}).filter(([name]) => !facts.includes(name));
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

/** A sort key begins with the instant and is longer, so it sorts behind it. That makes `from` inclusive and `to` exclusive. */
function toRange({ entity, actorId, from, to }: AuditFilter): Range {
  const bounds = { from, to, descending: true };
  if (entity === undefined) return { ...bounds, index: 'actor-index', partition: actorId! };
  return { ...bounds, partition: auditPartition(entity), filter: actorId === undefined ? undefined : expression`#actorId = ${actorId}` };
}
