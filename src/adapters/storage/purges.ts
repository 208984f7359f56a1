import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { currentContext, requestContext, runInContext } from '../../core/context/request-context.js';
import { ObjectStorage } from './object-storage.js';
import type { Purge } from './purge.js';
import { PurgesRepository } from './purges.repository.js';

/** Milliseconds after which no form is good that was offered before, and no upload under way that began with one. */
const QUIET_MS = 30 * 60_000;

/** Milliseconds that a request has for it: maintenance can wait for a storage that does not answer, people cannot. */
const TIME_MS = 3_000;

/** Removes objects that nobody needs any more. */
@Injectable()
export class Purges {
  private readonly logger = new Logger(Purges.name);

  constructor(
    private readonly purges: PurgesRepository,
    private readonly storage: ObjectStorage,
    private readonly clock: Clock,
  ) {}

  /** Removes garbage right after it was noted. A failure is only logged: the change stands, and maintenance finishes it. */
  async follow(purge: Purge): Promise<void> {
    try {
      await runInContext(requestContext(currentContext()?.requestId ?? '', TIME_MS), () => this.storage.remove(purge));
    } catch (error) {
      this.logger.warn(error);
    }
  }

  /** The garbage that maintenance has to remove; or that whose prefix begins like this. */
  pending(beginning?: string): Promise<Purge[]> {
    return this.purges.pending(beginning);
  }

  /** Removes garbage, and forgets it once there was none left and none can come by a form offered before. */
  async finish(purge: Purge): Promise<void> {
    const found = await this.storage.remove(purge);
    const isQuiet = this.clock.now().getTime() - Date.parse(purge.at) > QUIET_MS;
    if (found === 0 && isQuiet) await this.purges.settle(purge);
  }
}
