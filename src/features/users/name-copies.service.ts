import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import type { Rename, RenamedThing } from './name-copies.js';
import { NameCopiesRepository } from './name-copies.repository.js';

/** Milliseconds after which no row is still being written, and no index still lags, with a name read before the rename. */
const QUIET_MS = 60_000;

/** Lets the copies of a name follow it. */
@Injectable()
export class NameCopiesService {
  private readonly logger = new Logger(NameCopiesService.name);

  constructor(
    private readonly renames: NameCopiesRepository,
    private readonly clock: Clock,
  ) {}

  /** Brings the copies up to date right after a rename. A failure is only logged: the rename stands, and maintenance finishes it. */
  async follow(thing: RenamedThing): Promise<void> {
    try {
      await this.renames.spread(thing);
    } catch (error) {
      this.logger.warn(error);
    }
  }

  /** The renames that maintenance has to finish. */
  pending(): Promise<Rename[]> {
    return this.renames.pending();
  }

  /** Brings the copies up to date, and forgets the rename once none was left behind and none can come. */
  async finish(rename: Rename): Promise<void> {
    const behind = await this.renames.spread(rename);
    const isQuiet = this.clock.now().getTime() - Date.parse(rename.at) > QUIET_MS;
    if (behind === 0 && isQuiet) await this.renames.settle(rename);
  }
}
