import { Injectable } from '@nestjs/common';
import type { Job, JobKind } from '../../../jobs/job.js';
import type { JobsRepository } from '../../../jobs/jobs.repository.js';
import { Database } from '../driver/database.js';
import { expression, joined, Path } from '../driver/expression.js';
import { fromJobItem } from '../ledger/jobs.js';
import { keys } from '../schema/keys.js';

/** Jobs, in the ledger under their kind. */
@Injectable()
export class DynamoJobsRepository implements JobsRepository {
  constructor(private readonly database: Database) {}

  async pending(kind: JobKind, keyPrefix?: string): Promise<Job[]> {
    return (await this.database.all('ledger', { partition: kind, prefix: keyPrefix, consistent: true })).map(fromJobItem);
  }

  async put({ kind, key, data }: Job): Promise<void> {
    await this.database.transact([this.database.replace('ledger', { ...keys.job(kind, key), ...data })]);
  }

  async complete({ kind, key, data }: Job): Promise<void> {
    const isSame = Object.entries(data).map(([name, value]) => expression`${new Path(name)} = ${value}`);
    await this.database.applyIf(this.database.delete('ledger', keys.job(kind, key), joined(isSame, ' AND ')));
  }
}
