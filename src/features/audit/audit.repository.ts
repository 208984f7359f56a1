import type { Page, PageRequest } from '../../core/paging/page.js';
import type { CreationRecord } from '../../http/idempotency/idempotency-record.js';
import type { AuditEntry, EntityName, NewAuditEntry } from './audit-entry.js';

/** The only `Effects` of something that changes nothing. */
export interface AccessEffects {
  readonly audit: NewAuditEntry;
  readonly idempotency?: CreationRecord;
}

/** All given conditions must hold. */
export interface AuditFilter {
  readonly entity?: EntityName;
  /** The author of the change. */
  readonly actorId?: string;
  /** ISO 8601, inclusive. */
  readonly from?: string;
  /** ISO 8601, exclusive. */
  readonly to?: string;
}

/** A period of the feed of all entries. */
export interface FeedPeriod {
  /** ISO 8601, inclusive. */
  readonly from: string;
  /** ISO 8601, exclusive. */
  readonly to: string;
}

/** Entries of one actor in a period, in their order. An actor with many of them comes several times. A name is `<at>#<id>`. */
export interface ActorEntries {
  readonly actorId: string;
  readonly entries: readonly AuditEntry[];
  /** The name behind which these entries begin; absent if they are the first of the actor. */
  readonly behind?: string;
  /** The name with which they end; absent if they are the last of the actor. */
  readonly through?: string;
  /** Where to continue. It is the id of the actor, or begins with it and a space. */
  readonly position: string;
}

/**
 * Reads the audit log, adds entries of what changes nothing, and removes free text. The repository of each resource writes the entries of changes, in
 * their transactions.
 * `test/contracts/audit.contract.ts` is the specification.
 */
export abstract class AuditRepository {
  /** Adds the entry of something that changes nothing. @throws KeyInUse if the record in `effects.idempotency` exists */
  abstract add(effects: AccessEffects): Promise<void>;

  /** Lists entries, newest first. `entity` or `actorId` is required. A new entry may be missing for a moment, and a page may be short. */
  abstract list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;

  /**
   * Lists the entries of the whole school, newest first. Entries that the app wrote before the feed existed are not in it. A new entry may be missing for
   * a moment. A page reads a few days at most, so it may be short or empty.
   */
  abstract feed(period: FeedPeriod, page: PageRequest): Promise<Page<AuditEntry>>;

  /**
   * Removes the reasons, and the facts with these names, from all entries of an entity. Everything else stays: who did what, and when.
   * @returns the number of entries that were changed
   */
  abstract redact(entity: EntityName, facts: readonly string[]): Promise<number>;

  /**
   * Reads all entries of a period, actor by actor in ascending order of their ids, behind the position `after`. Actors are all people with a profile, and
   * the operator; those without entries are included. An entry that cannot be read, or is not stored where its own fields say, is left out. A new entry
   * may be missing for a moment.
   * @param from ISO 8601, inclusive
   * @param to ISO 8601, exclusive
   * @param limit the most entries that come at once
   */
  abstract period(from: string, to: string, after?: string, limit?: number): AsyncIterable<ActorEntries>;
}
