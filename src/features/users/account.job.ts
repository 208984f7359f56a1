import type { Job } from '../../jobs/job.js';

/** The job that makes an account follow its profile. The sync itself removes it, in the transaction that ends the sync. */
export function accountJob(userId: string): Job {
  return { kind: 'ACCOUNT', key: userId, data: { userId } };
}
