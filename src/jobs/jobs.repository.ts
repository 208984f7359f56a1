import type { Job, JobKind } from './job.js';

/** Stores jobs until they are done. They are written as effects of changes. `test/contracts/jobs.contract.ts` is the specification. */
export abstract class JobsRepository {
  /** Reads the jobs of a kind consistently, optionally only those whose key begins with `keyPrefix`. */
  abstract pending(kind: JobKind, keyPrefix?: string): Promise<Job[]>;

  /** Stores a job that no change starts. Replaces an earlier one with the same kind and key. */
  abstract put(job: Job): Promise<void>;

  /** Removes a job that is done, unless a later one has replaced it. */
  abstract complete(job: Job): Promise<void>;
}
