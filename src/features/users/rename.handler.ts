import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import type { Job } from '../../jobs/job.js';
import { JobRunner, type JobHandler } from '../../jobs/job-runner.js';
import { NameCopiesRepository, type NamedThing } from './name-copies.repository.js';

/** Milliseconds after which no row is still being written, and no index still lags, with a name read before the rename. */
const QUIET_MS = 60_000;

/** Brings copies of the names of users and subjects up to date. */
@Injectable()
export class RenameHandler implements JobHandler {
  readonly kind = 'RENAME';

  constructor(
    runner: JobRunner,
    private readonly copies: NameCopiesRepository,
    private readonly clock: Clock,
  ) {
    runner.register(this);
  }

  /** Done once no copy was left behind, and none can come any more. */
  async run({ key: id, data }: Job): Promise<boolean> {
    const updated = await this.copies.update({ kind: data.kind as NamedThing['kind'], id });
    const isQuiet = this.clock.now().getTime() - Date.parse(data.at as string) > QUIET_MS;
    return updated === 0 && isQuiet;
  }
}
