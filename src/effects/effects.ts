import type { AuditEntry } from '../features/audit/audit-entry.js';
import type { CreationRecord } from '../http/idempotency/idempotency-record.js';
import type { Job } from '../jobs/job.js';
import type { OutgoingNotification } from './notification.js';

/** What is written along with a change: the last parameter of every write. An engine writes all of it in the transaction of the change, or nothing. */
export interface Effects {
  readonly audit: AuditEntry;
  /** Remembers the request under its `Idempotency-Key`. The write fails with KeyInUse if another request was faster. */
  readonly idempotency?: CreationRecord;
  readonly notifications?: readonly OutgoingNotification[];
  /** Work that follows the change and must not be forgotten. */
  readonly jobs?: readonly Job[];
  /** Refuses the access tokens of a person that were issued until an instant. */
  readonly revokeTokens?: TokenRevocation;
}

export interface TokenRevocation {
  readonly userId: string;
  /** ISO 8601, inclusive. */
  readonly until: string;
}
