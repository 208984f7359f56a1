import type { Job } from '../../jobs/job.js';

/** The publication of a component that had been published before. */
export interface Republication {
  readonly classId: string;
  readonly component: string;
  /** ISO 8601. */
  readonly publishedAt: string;
}

/** The job that notifies the students whose marks changed while their component was unpublished. */
export function markNoticesJob(republication: Republication): Job {
  return { kind: 'MARK_NOTICES', key: `${republication.classId}:${republication.component}`, data: { ...republication } };
}
