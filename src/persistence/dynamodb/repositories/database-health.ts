import { Injectable, Logger } from '@nestjs/common';
import { requestContext, runInContext } from '../../../core/context/request-context.js';
import type { DatabaseHealth } from '../../../features/health/database-health.js';
import { Database } from '../driver/database.js';

const TIME_LIMIT_MS = 2_000;

@Injectable()
export class DynamoDatabaseHealth implements DatabaseHealth {
  private readonly logger = new Logger(DynamoDatabaseHealth.name);

  constructor(private readonly database: Database) {}

  async answers(): Promise<boolean> {
    try {
      // A separate context, because its time limit is shorter.
      await runInContext(requestContext('health', TIME_LIMIT_MS), () => this.database.get('ledger', { pk: 'HEALTH', sk: '-' }));
      return true;
    } catch (error) {
      this.logger.error(error);
      return false;
    }
  }
}
