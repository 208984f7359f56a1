import { Injectable } from '@nestjs/common';
import type { StatisticsRepository } from '../../statistics/statistics.repository.js';
import type { Totals } from '../../statistics/totals.js';
import { Database } from './database.js';
import { counters, totalsOf } from './records.js';

/** Totals, in the ledger under `COUNT`, each spread over several counters. */
@Injectable()
export class DynamoStatisticsRepository implements StatisticsRepository {
  constructor(private readonly database: Database) {}

  async totals(): Promise<Totals> {
    return totalsOf(await counters(this.database));
  }
}
