import type { Page, PageRequest } from '../../core/paging/page.js';
import type { AuditEntry, EntityName } from './audit-entry.js';

/** Which entries are asked for: all that is given must hold. */
export interface AuditFilter {
  readonly entity?: EntityName;
  /** Who made the change. */
  readonly actorId?: string;
  /** ISO 8601, inclusive. */
  readonly from?: string;
  /** ISO 8601, exclusive. */
  readonly to?: string;
}

/**
 * Where the audit log is read. Its entries are written by the repositories of what they tell of, in the transactions of the changes.
 * `test/contracts/audit.contract.ts` is the specification.
 */
export abstract class AuditRepository {
  /** Newest first. At least `entity` or `actorId` is given. An entry just written may be missing for a moment, and a page may be short. */
  abstract list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}
