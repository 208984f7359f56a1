import type { Item } from '../schema/item.js';
import type { Job } from '../../../jobs/job.js';
import type { Action, Database } from '../driver/database.js';
import { assignments } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

/** Takes the place of an earlier job of the kind for the same key. */
export function putJob(database: Database, { kind, key, data }: Job): Action {
  return database.update('ledger', keys.job(kind, key), assignments(data));
}

/** Fails with `otherwise` if there is a job of the kind for the key. */
export function putFirstJob(database: Database, { kind, key, data }: Job, otherwise: Action['otherwise']): Action {
  return database.put('ledger', { ...keys.job(kind, key), ...data }, otherwise);
}

export function fromJobItem({ pk, sk, ...data }: Item): Job {
  return { kind: pk as Job['kind'], key: sk as string, data: data as Job['data'] };
}
