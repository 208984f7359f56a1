/** The kinds of jobs, as they are stored. */
export const JOB_KINDS = ['RENAME', 'PURGE', 'ACCOUNT'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/**
 * Work that follows a change: written in the transaction of the change, and removed when it is done. There is one job of a kind for a key; a later one
 * takes the place of an earlier one.
 */
export interface Job {
  readonly kind: JobKind;
  /** What the job is about, unique within its kind: an id, or the prefix of object keys. */
  readonly key: string;
  /** What the handler of the kind needs to know. */
  readonly data: Readonly<Record<string, string | number | undefined>>;
}
