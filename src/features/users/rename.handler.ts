import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { NameCopiesRepository, type NamedThing } from './name-copies.repository.js';

/** The time in milliseconds after a rename until no write and no index can bring back the old name. */
const QUIET_MS = 60_000;

/** Updates the copies of the names of users and subjects. */
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

  /** Returns true if all copies have the new name and no write can bring back the old one. */
  async run({ key: id, data }: Job): Promise<boolean> {
    const updated = await this.copies.update({ kind: data.kind as NamedThing['kind'], id });
    const isQuiet = this.clock.now().getTime() - Date.parse(data.at as string) > QUIET_MS;
    return updated === 0 && isQuiet;
  }
}
