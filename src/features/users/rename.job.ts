import type { Job } from '../../jobs/job.js';
import type { NamedThing } from './name-copies.repository.js';

/** The job that lets copies of a name follow it, of a thing as it is after the rename. */
export function renameJob(
  kind: NamedThing['kind'],
  { id, nameVersion, updatedAt: at }: { readonly id: string; readonly nameVersion: number; readonly updatedAt: string },
): Job {
  return { kind: 'RENAME', key: id, data: { kind, nameVersion, at } };
}
