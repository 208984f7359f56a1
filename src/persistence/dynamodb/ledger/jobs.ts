import type { Job } from '../../../jobs/job.js';
import type { Action, Database } from '../driver/database.js';
import { assignments } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';

/** Replaces an earlier job with the same kind and key. */
export function putJob(database: Database, { kind, key, data }: Job): Action {
  return database.update('ledger', keys.job(kind, key), assignments(data));
}

/** Fails with `otherwise` if a job with the same kind and key exists. */
export function putFirstJob(database: Database, { kind, key, data }: Job, otherwise: Action['otherwise']): Action {
  return database.put('ledger', { ...keys.job(kind, key), ...data }, otherwise);
}

export function fromJobItem({ pk, sk, ...data }: Item): Job {
  return { kind: pk as Job['kind'], key: sk as string, data: data as Job['data'] };
}
