import type { Job, JobKind } from './job.js';

/** Where jobs are kept until they are done. Each is written as an effect of a change. `test/contracts/jobs.contract.ts` is the specification. */
export abstract class JobsRepository {
  /** The jobs of a kind, or those whose key begins like this; read consistently. */
  abstract pending(kind: JobKind, keyPrefix?: string): Promise<Job[]>;

  /** Removes a job that is done, unless a later one took its place. */
  abstract complete(job: Job): Promise<void>;
}
