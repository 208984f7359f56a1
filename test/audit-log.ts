import type { AuditEntry, EntityName } from '../src/audit/audit-entry.js';
import { Database } from '../src/persistence/dynamodb/database.js';
import { auditPartition } from '../src/persistence/dynamodb/keys.js';
import type { School } from './harness.js';

/** All that the audit log holds about one thing, oldest first. */
export async function auditLogOf(school: School, entity: EntityName): Promise<AuditEntry[]> {
  const entries = await school.part(Database).all('ledger', { partition: auditPartition(entity), consistent: true });
  return entries as unknown as AuditEntry[];
}
