import type { Job } from '../../jobs/job.js';
import type { User } from '../users/user.js';

/** The job that removes free text and personal values from the audit entries about a person. Pass the anonymised user. */
export function redactionJob({ id }: Pick<User, 'id'>, at: string): Job {
  return { kind: 'REDACT', key: id, data: { at } };
}
