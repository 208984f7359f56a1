import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/time/clock.js';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { ObjectStorage } from './object-storage.js';

/** Milliseconds after which every earlier upload form has expired, and every upload with it has ended. */
const QUIET_MS = 30 * 60_000;

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

  /** The job starts when the objects are unused. It is done when no object is left and no earlier upload form can add one. */
  async run({ key: prefix, data }: Job): Promise<boolean> {
    const unusedMs = this.clock.now().getTime() - Date.parse(data.at as string);
    if (unusedMs < 0) return false;
    const found = await this.storage.remove({ prefix, through: data.through as string | undefined, keep: data.keep as string | undefined });
    return found === 0 && unusedMs > QUIET_MS;
  }
}
