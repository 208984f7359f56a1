export const JOB_KINDS = ['RENAME', 'PURGE', 'ACCOUNT', 'REDACT', 'ADDRESS_NOTICE', 'MARK_NOTICES', 'SEARCH_INDEX'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/**
 * Work that follows a change. The transaction of the change stores the job, and the runner removes it when it is done. For each kind and key there is
 * at most one job. A later one replaces an earlier one.
 */
export interface Job {
  readonly kind: JobKind;
  /** Identifies the job within its kind: an id, or the prefix of object keys. */
  readonly key: string;
  /** The input of the handler. */
  readonly data: Readonly<Record<string, string | number | undefined>>;
}
