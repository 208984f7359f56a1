import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../auth/actor.js';
import { currentContext } from '../../core/context/request-context.js';
import { Clock } from '../../core/time/clock.js';
import type { NewAuditEntry } from './audit-entry.js';

/** Creates audit entries for the current request. */
@Injectable()
export class AuditTrail {
  private readonly logger = new Logger(AuditTrail.name);

  constructor(private readonly clock: Clock) {}

  /** Uses the current time, unless `at` is given because the change itself contains it. */
  entry(by: Actor, facts: Omit<NewAuditEntry, 'id' | 'at' | 'by' | 'requestId'> & { at?: string }): NewAuditEntry {
    // An alarm counts these lines, because a stolen admin account first makes another one.
    if (facts.after?.role === 'ADMIN') this.logger.warn({ event: 'admin_named', entity: facts.entity, by: by.id });
    return { at: this.clock.timestamp(), ...facts, id: randomUUID(), by, requestId: currentContext()?.requestId };
  }
}
