import type { Job } from '../../jobs/job.js';

/** The job that finishes the sync of an account. The transaction that completes the sync removes it. */
export function accountJob(userId: string): Job {
  return { kind: 'ACCOUNT', key: userId, data: { userId } };
}
