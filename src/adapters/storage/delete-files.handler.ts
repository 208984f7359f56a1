import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import type { Job } from '../../jobs/job.js';
import { JobRunner, type JobHandler } from '../../jobs/job-runner.js';
import { ObjectStorage } from './object-storage.js';

/** Milliseconds after which no upload form given out before is good, and no upload that began with one is under way. */
const QUIET_MS = 30 * 60_000;

/** Deletes objects from the storage. */
@Injectable()
export class DeleteFilesHandler implements JobHandler {
  readonly kind = 'PURGE';
  readonly timeInRequestMs = 3_000;

  constructor(
    runner: JobRunner,
    private readonly storage: ObjectStorage,
    private readonly clock: Clock,
  ) {
    runner.register(this);
  }

  /** Done once no object was left, and none can come by an upload form given out before. */
  async run({ key: prefix, data }: Job): Promise<boolean> {
    const found = await this.storage.remove({ prefix, through: data.through as string | undefined, keep: data.keep as string | undefined });
    const isQuiet = this.clock.now().getTime() - Date.parse(data.at as string) > QUIET_MS;
    return found === 0 && isQuiet;
  }
}
