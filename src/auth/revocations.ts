import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../core/time/clock.js';
import { Unavailable } from '../core/errors/errors.js';
import { RevocationsRepository } from './revocations.repository.js';

/** A copy younger than this is used as it is. */
const FRESH_MS = 20_000;
/** A copy older than this is not used at all, as after a freeze of the process. */
const STALE_MS = 60_000;

/** The revocations, copied into the process, so that verifying a token asks the database nothing. */
@Injectable()
export class Revocations {
  private readonly logger = new Logger(Revocations.name);
  private revokedAt = new Map<string, number>();
  private loadedAt = -Infinity;
  private refreshing?: Promise<void>;

  constructor(
    private readonly repository: RevocationsRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether a token of `userId` issued at `issuedAt` (seconds since the epoch) is revoked. What another process revoked is known within a minute.
   * @throws Unavailable if that cannot be known
   */
  async covers(userId: string, issuedAt: number): Promise<boolean> {
    const age = this.clock.now().getTime() - this.loadedAt;
    if (age > STALE_MS) await this.refresh();
    else if (age > FRESH_MS) this.refresh().catch((error: unknown) => this.logger.warn(error));
    const revokedAt = this.revokedAt.get(userId);
    return revokedAt !== undefined && issuedAt * 1000 <= revokedAt;
  }

  /** Takes a revocation into this process's copy at once. */
  add(userId: string, revokedAt: string): void {
    this.revokedAt.set(userId, Date.parse(revokedAt));
  }

  /** Reads what others revoked, at once for all who wait. @throws Unavailable */
  refresh(): Promise<void> {
    this.refreshing ??= this.load().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async load(): Promise<void> {
    const startedAt = this.clock.now();
    try {
      const revocations = await this.repository.list(startedAt.toISOString());
      // What this process revoked while it was reading need not be in what it read.
      const own = [...this.revokedAt].filter(([, revokedAt]) => revokedAt >= startedAt.getTime());
      const read = revocations.map(({ userId, revokedAt }): [string, number] => [userId, Date.parse(revokedAt)]);
      this.revokedAt = new Map([...read, ...own]);
      this.loadedAt = startedAt.getTime();
    } catch (error) {
      this.logger.error(error);
      throw new Unavailable('The access token cannot be checked at the moment. Try again later.');
    }
  }
}
