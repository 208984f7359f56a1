import { Injectable } from '@nestjs/common';
import { type JobHandler, JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { AccountSyncService } from './account-sync.service.js';
import { AccountInProgress } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** Finishes account syncs that a request left pending. */
@Injectable()
export class AccountHandler implements JobHandler {
  readonly kind = 'ACCOUNT';

  constructor(
    runner: JobRunner,
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
  ) {
    runner.register(this);
  }

  /** Returns false, because the sync itself removes the job. */
  async run({ key: userId }: Job): Promise<boolean> {
    const user = await this.users.read(userId, { consistent: true });
    try {
      if (user) await this.accounts.resume(user, undefined);
    } catch (error) {
      // Another request is syncing the account.
      if (!(error instanceof AccountInProgress)) throw error;
    }
    return false;
  }
}
