import type { Job } from '../../jobs/job.js';
import type { NamedThing } from './name-copies.repository.js';

/** The job that updates the copies of a name. Pass the renamed user or subject. */
export function renameJob(
  kind: NamedThing['kind'],
  { id, nameVersion, updatedAt: at }: { readonly id: string; readonly nameVersion: number; readonly updatedAt: string },
): Job {
  return { kind: 'RENAME', key: id, data: { kind, nameVersion, at } };
}
