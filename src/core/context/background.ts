import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { currentContext, requestContext, runInContext } from './request-context.js';

/** Work beside a request, which does not wait for it. A plain server finishes it before it stops, and Lambda before the process freezes. */
@Injectable()
export class Background implements BeforeApplicationShutdown {
  private readonly pending = new Set<Promise<void>>();

  /** Starts work in a context of its own, so that it costs the request nothing. The work handles its errors. */
  run(work: () => Promise<void>): void {
    const context = requestContext(currentContext()?.requestId ?? randomUUID());
    const done = runInContext(context, work).finally(() => this.pending.delete(done));
    this.pending.add(done);
    context.background.push(done);
  }

  /** Resolves when all work so far is done. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }

  /** The work may need the database. */
  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }
}
