import { Injectable, Logger } from '@nestjs/common';
import { singleFlight } from '../core/async/single-flight.js';
import { Unavailable } from '../core/errors/errors.js';
import { Clock } from '../core/time/clock.js';
import { RevocationsRepository } from './revocations.repository.js';

/** An older copy is refreshed in the background. */
const REFRESH_AGE_MS = 20_000;
/** An older copy, e.g. after a freeze of the process, must not be used. */
const MAX_AGE_MS = 60_000;

/** A copy of the revocations in this process, so that verifying a token needs no database. */
@Injectable()
export class Revocations {
  private readonly logger = new Logger(Revocations.name);
  private revokedAt = new Map<string, number>();
  private loadedAt = -Infinity;

  constructor(
    private readonly repository: RevocationsRepository,
    private readonly clock: Clock,
  ) {}

  /** Reads the revocations, once for all concurrent callers. @throws Unavailable */
  readonly refresh = singleFlight(() => this.load());

  /**
   * Whether a token of `userId` that was issued at `issuedAt` (seconds since the epoch) is revoked. A revocation by another process counts within a
   * minute.
   * @throws Unavailable if the revocations cannot be read
   */
  async covers(userId: string, issuedAt: number): Promise<boolean> {
    const age = this.clock.now().getTime() - this.loadedAt;
    if (age > MAX_AGE_MS) await this.refresh();
    else if (age > REFRESH_AGE_MS) this.refresh().catch((error: unknown) => this.logger.warn(error));
    const revokedAt = this.revokedAt.get(userId);
    return revokedAt !== undefined && issuedAt * 1000 <= revokedAt;
  }

  /** Adds a revocation to the copy of this process at once. */
  add(userId: string, revokedAt: string): void {
    this.revokedAt.set(userId, Date.parse(revokedAt));
  }

  private async load(): Promise<void> {
    const startedAt = this.clock.now();
    try {
      const revocations = await this.repository.list(startedAt.toISOString());
      // The result can miss revocations that this process made during the read.
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
