import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { currentContext, requestContext, runInContext } from '../../core/context/request-context.js';
import type { Refusal, RefusalLog } from '../../http/problems/refusal-log.js';
import { AccessTrail } from './access-trail.js';
import { REFUSALS } from './audit-entry.js';

/** Records the refusals of people, the first of each route, code and hour. */
@Injectable()
export class Refusals implements RefusalLog, BeforeApplicationShutdown {
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly access: AccessTrail) {}

  add({ by, route, status, code }: Refusal): void {
    // A context of its own: the entry costs the request nothing.
    const context = requestContext(currentContext()?.requestId ?? randomUUID());
    const facts = { entity: REFUSALS, action: 'access.refused', after: { route, status, code } } as const;
    const written = runInContext(context, () => this.access.tryRecordOnce(by, facts))
      // The token is revoked. The request is refused already.
      .catch(() => undefined)
      .finally(() => this.pending.delete(written));
    this.pending.add(written);
    context.background.push(written);
  }

  /** Resolves when the entries of all refusals so far are written. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  /** Writing needs the database. */
  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }
}
