import { Injectable, Logger } from '@nestjs/common';
import { requestContext, runInContext } from '../core/context/request-context.js';
import { Config } from '../config/config.js';
import { Purges } from '../adapters/storage/purges.js';
import { AccountSyncService } from '../features/users/account-sync.service.js';
import { UsersRepository } from '../features/users/users.repository.js';
import { NameCopiesService } from '../features/users/name-copies.service.js';

/** One thing may take this part of a tick. */
const SHARE = 5;

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
    private readonly renames: NameCopiesService,
    private readonly purges: Purges,
    private readonly accounts: AccountSyncService,
    private readonly users: UsersRepository,
    private readonly config: Config,
  ) {}

  /**
   * Takes on all that is unfinished, one thing after another, for as long as a request may take. What fails is logged and left to the next tick, and so
   * is what there was no time for: each thing has its own share of the time, and the order is another each time, so that none keeps the others waiting.
   * @throws Unavailable if it cannot be seen what is unfinished
   */
  async tick(): Promise<TickReport> {
    const { deadline } = requestContext('maintenance', this.config.requestTimeLimit);
    const [accounts, renames, purges] = await Promise.all([this.users.pending(), this.renames.pending(), this.purges.pending()]);
    const chores = [
      ...accounts.map((id) => () => this.accounts.finish(id)),
      ...renames.map((rename) => () => this.renames.finish(rename)),
      ...purges.map((purge) => () => this.purges.finish(purge)),
    ];
    const report = { done: 0, failed: 0 };
    for (const chore of shuffled(chores)) {
      if (Date.now() >= deadline) break;
      const context = requestContext('maintenance', this.config.requestTimeLimit / SHARE);
      report[(await runInContext(context, () => this.succeeds(chore))) ? 'done' : 'failed'] += 1;
    }
    return report;
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

function shuffled<T>(things: readonly T[]): T[] {
  return things
    .map((thing) => ({ thing, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ thing }) => thing);
}
