import { Injectable } from '@nestjs/common';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import { currentContext } from '../../core/context/request-context.js';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { JobsRepository } from '../../jobs/jobs.repository.js';
import { UsersRepository } from './users.repository.js';

/** The number of the present rules for words and sort names. With a higher one, the job runs again. */
const RULES = '1';
const USERS_PER_PAGE = 25;
const MAX_CONCURRENT_WRITES = 5;
/** The time in milliseconds that one page may take. */
const MAX_PAGE_MS = 2_000;

/** Brings the words and the sort names of users up to date that an earlier version of the app has stored. */
@Injectable()
export class SearchIndexHandler implements JobHandler {
  readonly kind = 'SEARCH_INDEX';
  readonly once: Job = { kind: this.kind, key: RULES, data: {} };

  constructor(
    runner: JobRunner,
    private readonly jobs: JobsRepository,
    private readonly users: UsersRepository,
  ) {
    runner.register(this);
  }

  /** Continues behind the last user of an earlier run. Returns true after the last one of all. */
  async run(job: Job): Promise<boolean> {
    let after = job.data.after as string | undefined;
    do {
      const page = await this.users.list({}, { limit: USERS_PER_PAGE, after });
      await mapConcurrent(page.items, MAX_CONCURRENT_WRITES, ({ id }) => this.users.index(id));
      after = page.next;
      if (after === undefined) return true;
      await this.jobs.put({ ...job, data: { after } });
    } while (Date.now() + MAX_PAGE_MS < (currentContext()?.deadline ?? Infinity));
    return false;
  }
}
