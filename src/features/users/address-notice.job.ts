import { fold } from '../../core/text/text.js';
import type { Job } from '../../jobs/job.js';
import { maskedDomain } from './address-notice.js';
import type { User } from './user.js';

/** The job that tells the old address of a person about the new one, if a change gives one. Each change has its own job. */
export function addressNoticeJobs(before: User, { id, email, version, updatedAt: at, anonymised }: User): readonly Job[] {
  if (anonymised || fold(before.email) === fold(email)) return [];
  return [{ kind: 'ADDRESS_NOTICE', key: `${id}:${version}`, data: { from: before.email, to: maskedDomain(email), at } }];
}
