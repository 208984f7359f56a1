import type { Job } from '../../jobs/job.js';
import type { ObjectSelection } from './object-storage.js';

/** Creates the job that deletes objects. @param at ISO 8601: from when on the objects are unused */
export function deleteFilesJob({ prefix, through, keep }: ObjectSelection, at: string): Job {
  return { kind: 'PURGE', key: prefix, data: { through, keep, at } };
}
