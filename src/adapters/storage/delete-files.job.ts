import type { Job } from '../../jobs/job.js';
import type { ObjectSelection } from './object-storage.js';

/** The job that deletes objects nobody needs any more. @param at ISO 8601: since when they are not needed */
export function deleteFilesJob({ prefix, through, keep }: ObjectSelection, at: string): Job {
  return { kind: 'PURGE', key: prefix, data: { through, keep, at } };
}
