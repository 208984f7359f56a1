import { Injectable } from '@nestjs/common';
import { StatisticsRepository } from './statistics.repository.js';
import type { Totals } from './totals.js';

@Injectable()
export class StatisticsService {
  constructor(private readonly statistics: StatisticsRepository) {}

  totals(): Promise<Totals> {
    return this.statistics.totals();
  }
}
