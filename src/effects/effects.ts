import type { Upload } from '../adapters/storage/upload.js';
import type { AccountLink } from '../auth/token-records.repository.js';
import type { NewAuditEntry } from '../features/audit/audit-entry.js';
import type { CreationRecord } from '../http/idempotency/idempotency-record.js';
import type { Job } from '../jobs/job.js';
import type { Notification, OutgoingNotification } from './notification.js';

/**
 * The last parameter of every write. An engine stores the effects in the transaction of the change: all of them, or nothing. Every such write fails with
 * NotAuthenticated if a revocation covers the token of the actor in `audit`.
 */
export interface Effects {
  readonly audit: NewAuditEntry;
  /** The record of the `Idempotency-Key`. The write fails with KeyInUse if a concurrent request was faster. */
  readonly idempotency?: CreationRecord;
  readonly notifications?: readonly OutgoingNotification[];
  /** Notifications that the change itself sends. `audit` is their entry too, and no list of sent notifications has them. */
  readonly notices?: readonly Notification[];
  /** Notifications to delete, with their audit entries. Those that are gone already are ignored. */
  readonly retracted?: readonly RetractedNotification[];
  readonly jobs?: readonly Job[];
  readonly revokeTokens?: TokenRevocation;
  /** Links a restored account with its person. The write fails with StaleVersion if the account has a link already. */
  readonly linkAccount?: AccountLink;
  /** Adopts the copy of an open upload. The write fails with StaleVersion if the upload is not open. */
  readonly adopts?: Upload;
}

export interface RetractedNotification extends Pick<Notification, 'id' | 'senderId'> {
  readonly audit: NewAuditEntry;
}

/** Revokes the access tokens of a person that were issued until an instant. */
export interface TokenRevocation {
  readonly userId: string;
  /** ISO 8601, inclusive. */
  readonly until: string;
}
