import { Injectable, Logger } from '@nestjs/common';
import { requestContext, runInContext } from '../common/request-context.js';
import { Config } from '../config.js';
import { Accounts } from '../users/accounts.js';
import { UsersRepository } from '../users/users.repository.js';
import { Renames } from './renames.js';

/** How many things a tick took on without an error, and how many not. */
export interface TickReport {
  readonly done: number;
  readonly failed: number;
}

/** Finishes what requests left unfinished when they failed or their process died. */
@Injectable()
export class Maintenance {
  private readonly logger = new Logger(Maintenance.name);

  constructor(
    private readonly renames: Renames,
    private readonly accounts: Accounts,
    private readonly users: UsersRepository,
    private readonly config: Config,
  ) {}

  /**
   * Takes on all that is unfinished, one thing after another, for as long as a request may take; the next tick goes on. What fails is logged and left to
   * the next tick too.
   * @throws Unavailable if it cannot be seen what is unfinished
   */
  tick(): Promise<TickReport> {
    const context = requestContext('maintenance', this.config.requestTimeLimit);
    return runInContext(context, async () => {
      const [accounts, renames] = await Promise.all([this.users.pending(), this.renames.pending()]);
      const chores = [
        ...accounts.map((id) => () => this.accounts.finish(id)),
        ...renames.map((rename) => () => this.renames.finish(rename)),
      ];
      const report = { done: 0, failed: 0 };
      for (const chore of chores) {
        if (Date.now() >= context.deadline) break;
        report[(await this.succeeds(chore)) ? 'done' : 'failed'] += 1;
      }
      return report;
    });
  }

  private async succeeds(chore: () => Promise<void>): Promise<boolean> {
    try {
      await chore();
      return true;
    } catch (error) {
      this.logger.error(error);
      return false;
    }
  }
}
