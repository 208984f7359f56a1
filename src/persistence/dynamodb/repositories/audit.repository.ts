import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import type { AuditFilter, AuditRepository } from '../../../features/audit/audit.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import { fromAuditItem } from '../ledger/audit.js';
import { auditPartition } from '../schema/keys.js';

/** The audit log, in the ledger under `AUDIT#<entity>`. `actor-index` contains only audit entries. */
@Injectable()
export class DynamoAuditRepository implements AuditRepository {
  constructor(private readonly database: Database) {}

  async list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
    return (await this.database.page('ledger', toRange(filter), page)).map(fromAuditItem);
  }
}

/** A sort key begins with the instant and is longer, so it sorts behind it. That makes `from` inclusive and `to` exclusive. */
function toRange({ entity, actorId, from, to }: AuditFilter): Range {
  const bounds = { from, to, descending: true };
  if (entity === undefined) return { ...bounds, index: 'actor-index', partition: actorId! };
  return { ...bounds, partition: auditPartition(entity), filter: actorId === undefined ? undefined : expression`#actorId = ${actorId}` };
}
