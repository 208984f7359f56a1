import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { currentContext, requestContext, runInContext } from '../../core/context/request-context.js';
import { NotAuthenticated } from '../../core/errors/errors.js';
import { BoundedMap } from '../../core/objects/bounded-map.js';
import { Clock } from '../../core/time/clock.js';
import type { CreationRecord } from '../../http/idempotency/idempotency-record.js';
import { KeyInUse } from '../../http/idempotency/idempotency.errors.js';
import { IdempotencyRepository } from '../../http/idempotency/idempotency.repository.js';
import type { NewAuditEntry } from './audit-entry.js';
import { AuditTrail } from './audit-trail.js';
import { AuditRepository } from './audit.repository.js';

const HOUR_MS = 60 * 60 * 1000;
/** A remembered access has about 300 bytes. */
const MAX_REMEMBERED = 10_000;
/** Milliseconds in which an entry that may be missing is retried. */
const TRY_MS = 1_000;

/** The actions of entries that have no change. */
export const ACCESS_ACTIONS = [
  'access.refused',
  'audit.read',
  'gradebook.exported',
  'people.exported',
  'roster.exported',
  'transcript.exported',
  'transcript.read',
  'user.exported',
  'user.signed_in',
] as const;

export interface OnceOptions {
  /** When the next entry is due, in milliseconds since the epoch. Nothing is recorded afterwards. The default is the end of the hour. */
  readonly until?: number;
  /** Runs before the entry is written. If it fails, there is no entry, and the next access tries again. */
  readonly before?: () => Promise<unknown>;
}

/** What was read, exported or refused. It contains ids only, never personal data. */
export type Access = Pick<NewAuditEntry, 'entity' | 'after'> & { readonly action: (typeof ACCESS_ACTIONS)[number] };

/**
 * Records what changes nothing, and so has no transaction to be part of. The number of entries is bounded, because a person can repeat a request: an
 * access has one entry an hour, whichever process answers. A process remembers what is recorded, so that a repeated request costs nothing.
 */
@Injectable()
export class AccessTrail {
  private readonly logger = new Logger(AccessTrail.name);
  /** The writing of each entry, by the actor, the access and when the next entry is due. */
  private readonly remembered = new BoundedMap<string, Promise<void>>(MAX_REMEMBERED);

  constructor(
    private readonly entries: AuditRepository,
    private readonly records: IdempotencyRepository,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Adds an entry every time. @throws NotAuthenticated if the token of the actor is revoked */
  record(by: Actor, access: Access): Promise<void> {
    return this.entries.add({ audit: this.trail.entry(by, access) });
  }

  /**
   * Adds an entry, unless the same access of the actor has one.
   * @throws NotAuthenticated if the token of the actor is revoked, and the errors of `before`
   */
  recordOnce(by: Actor, access: Access, { until = this.endOfHour(), before }: OnceOptions = {}): Promise<void> {
    if (until <= this.clock.now().getTime()) return Promise.resolve();
    // The spaces make it different from every Idempotency-Key of a client.
    const expiresAt = new Date(until).toISOString();
    const key = `${access.action} ${access.entity} ${JSON.stringify(access.after ?? {})} ${expiresAt}`;
    const name = `${by.id} ${key}`;
    const known = this.remembered.get(name);
    if (known) return known;

    const written = this.writeOnce(by, access, { key, expiresAt }, before);
    this.remembered.set(name, written);
    written.catch(() => this.remembered.delete(name));
    return written;
  }

  /**
   * Like `recordOnce`, but a failure is only logged. Takes about a second at most.
   * @throws NotAuthenticated if the token of the actor is revoked, which this process may not know yet: otherwise its owner could read without a trace
   */
  async tryRecordOnce(by: Actor, access: Access, options?: OnceOptions): Promise<void> {
    const context = currentContext() ?? requestContext('');
    const deadline = Math.min(context.deadline, Date.now() + TRY_MS);
    try {
      await runInContext({ ...context, deadline }, () => this.recordOnce(by, access, options));
    } catch (error) {
      this.logger.warn({ event: 'access_not_recorded', action: access.action, by: by.id, message: (error as Error).message });
      if (error instanceof NotAuthenticated) throw error;
    }
  }

  private async writeOnce(
    by: Actor,
    access: Access,
    once: Pick<CreationRecord, 'key' | 'expiresAt'>,
    before?: () => Promise<unknown>,
  ): Promise<void> {
    const audit = this.trail.entry(by, access);
    const record = { ...once, userId: by.id, fingerprint: access.action, createdId: audit.id, at: audit.at };
    // A read is cheaper than a transaction that fails.
    if (await this.records.read(record)) return;
    await before?.();
    try {
      await this.entries.add({ audit, idempotency: record });
    } catch (error) {
      // Another process was faster.
      if (!(error instanceof KeyInUse)) throw error;
    }
  }

  private endOfHour(): number {
    return (Math.floor(this.clock.now().getTime() / HOUR_MS) + 1) * HOUR_MS;
  }
}
