import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { currentContext } from '../../core/context/request-context.js';
import { Clock } from '../../core/time/clock.js';
import type { AuditEntry } from './audit-entry.js';

/** Makes audit entries: now, in this request. */
@Injectable()
export class AuditTrail {
  constructor(private readonly clock: Clock) {}

  /** An entry of the present instant, unless `at` gives the one that the change itself carries. */
  entry(by: Actor, told: Omit<AuditEntry, 'id' | 'at' | 'by' | 'requestId'> & { at?: string }): AuditEntry {
    return { at: this.clock.timestamp(), ...told, id: randomUUID(), by, requestId: currentContext()?.requestId };
  }
}
