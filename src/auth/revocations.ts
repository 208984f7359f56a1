import { Injectable, Logger } from '@nestjs/common';
import { singleFlight } from '../core/async/single-flight.js';
import { Unavailable } from '../core/errors/errors.js';
import { Clock } from '../core/time/clock.js';
import type { Actor } from './actor.js';
import { RevocationsRepository } from './revocations.repository.js';
import { tokenRevoked } from './token-revoked.js';

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
   * Whether the token of an actor is revoked. A revocation by another process counts within a minute. Writes check it again in their transaction.
   * @throws Unavailable if the revocations cannot be read
   */
  async covers(actor: Actor): Promise<boolean> {
    const age = this.clock.now().getTime() - this.loadedAt;
    if (age > MAX_AGE_MS) await this.refresh();
    else if (age > REFRESH_AGE_MS) this.refresh().catch((error: unknown) => this.logger.warn(error));
    const revokedAt = this.revokedAt.get(actor.id);
    if (revokedAt === undefined || Date.parse(actor.tokenIssuedAt) > revokedAt) return false;
    // A revocation into the future ends when the account is synced, which may have happened since.
    return revokedAt <= this.clock.now().getTime() || this.isStored(actor);
  }

  /** Asks the database, for an action of the actor that no transaction checks. @throws NotAuthenticated */
  async assertNone(actor: Actor): Promise<void> {
    if (await this.isStored(actor)) throw tokenRevoked();
  }

  private async isStored({ id, tokenIssuedAt }: Actor): Promise<boolean> {
    const revokedAt = await this.repository.read(id);
    return revokedAt !== undefined && tokenIssuedAt <= revokedAt;
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
