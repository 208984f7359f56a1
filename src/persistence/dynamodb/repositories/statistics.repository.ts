import { Injectable } from '@nestjs/common';
import type { StatisticsRepository } from '../../../features/statistics/statistics.repository.js';
import type { Totals } from '../../../features/statistics/totals.js';
import { Database } from '../driver/database.js';
import { readCounters, sumCounters } from '../ledger/counters.js';

/** Totals, in the ledger under `COUNT`. Each is the sum of several counters. */
@Injectable()
export class DynamoStatisticsRepository implements StatisticsRepository {
  constructor(private readonly database: Database) {}

  async totals(): Promise<Totals> {
    return sumCounters(await readCounters(this.database));
  }
}
