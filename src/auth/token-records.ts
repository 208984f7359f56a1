import { Injectable, Logger } from '@nestjs/common';
import { singleFlight } from '../core/async/single-flight.js';
import { detail } from '../core/errors/domain-error.js';
import { Unavailable } from '../core/errors/errors.js';
import { Clock } from '../core/time/clock.js';
import type { Actor } from './actor.js';
import { type AccountLink, TokenRecordsRepository } from './token-records.repository.js';
import { tokenRevoked } from './token-revoked.js';

/** An older copy is refreshed in the background. */
const REFRESH_AGE_MS = 20_000;
/** An older copy, e.g. after a freeze of the process, must not be used. */
const MAX_AGE_MS = 60_000;
/** The read of a copy is not consistent: it can miss what was written this long before. */
const MAX_READ_LAG_MS = 5_000;

/** A copy of the revocations and the links of accounts in this process, so that verifying a token needs no database. */
@Injectable()
export class TokenRecords {
  private readonly logger = new Logger(TokenRecords.name);
  private revokedAt: ReadonlyMap<string, number> = new Map();
  /** People whose tokens this process has revoked, and when, in milliseconds. The copy may not have these revocations yet. */
  private readonly revokedHere = new Map<string, number>();
  /** People by the ids of their restored accounts. A link never changes. */
  private readonly people = new Map<string, string>();
  private loadedAt = -Infinity;

  constructor(
    private readonly repository: TokenRecordsRepository,
    private readonly clock: Clock,
  ) {}

  /** Reads the copy, once for all concurrent callers. @throws Unavailable */
  readonly refresh = singleFlight(() => this.load());

  /**
   * The id of the person who has an account: the id of the account, unless it was restored.
   * @param signedInAt ISO 8601. The copy has the link of every account that had signed in when it was read, because a restored account can only sign in
   * after its link was stored. The database answers for the others.
   * @throws Unavailable if the copy cannot be read
   */
  async findPerson(accountId: string, signedInAt: string): Promise<string> {
    await this.keepFresh();
    const known = this.people.get(accountId);
    if (known !== undefined || Date.parse(signedInAt) <= this.loadedAt) return known ?? accountId;
    return (await this.readLink(accountId)) ?? accountId;
  }

  /** Asks the database whose a restored account is. Returns undefined if the account is no restored one. */
  async readLink(accountId: string): Promise<string | undefined> {
    const userId = await this.repository.readLink(accountId);
    if (userId !== undefined) this.link({ accountId, userId });
    return userId;
  }

  /**
   * Whether the token of an actor is revoked. A revocation by another process counts within a minute. Writes check it again in their transaction.
   * @throws Unavailable if the copy cannot be read
   */
  async isRevoked(actor: Actor): Promise<boolean> {
    await this.keepFresh();
    if (this.revokedHere.has(actor.id)) return this.isStored(actor);
    const revokedAt = this.revokedAt.get(actor.id);
    if (revokedAt === undefined || Date.parse(actor.tokenIssuedAt) > revokedAt) return false;
    // A revocation into the future ends when the account is synced, which may have happened since.
    return revokedAt <= this.clock.now().getTime() || this.isStored(actor);
  }

  /** Asks the database, for an action of the actor that no transaction checks. @throws NotAuthenticated */
  async assertNotRevoked(actor: Actor): Promise<void> {
    if (await this.isStored(actor)) throw tokenRevoked();
  }

  /**
   * Makes a revocation that is in the database known in this process at once. Until the copy has it, the database decides about each token of the
   * person. So it does not matter how long the tokens are revoked.
   */
  revoke(userId: string): void {
    this.revokedHere.set(userId, this.clock.now().getTime());
  }

  /** Makes a link that is in the database known in this process at once. */
  link({ accountId, userId }: AccountLink): void {
    this.people.set(accountId, userId);
  }

  private async isStored({ id, tokenIssuedAt }: Actor): Promise<boolean> {
    const revokedAt = await this.repository.readRevocation(id);
    return revokedAt !== undefined && tokenIssuedAt <= revokedAt;
  }

  private async keepFresh(): Promise<void> {
    const age = this.clock.now().getTime() - this.loadedAt;
    if (age > MAX_AGE_MS) await this.refresh();
    else if (age > REFRESH_AGE_MS) this.refresh().catch((error: unknown) => this.logger.warn(error));
  }

  private async load(): Promise<void> {
    const startedAt = this.clock.now();
    try {
      const { revocations, links } = await this.repository.list(startedAt.toISOString());
      this.revokedAt = new Map(revocations.map(({ userId, revokedAt }) => [userId, Date.parse(revokedAt)]));
      for (const link of links) this.link(link);
      for (const [userId, at] of this.revokedHere) if (at < startedAt.getTime() - MAX_READ_LAG_MS) this.revokedHere.delete(userId);
      this.loadedAt = startedAt.getTime();
    } catch (error) {
      this.logger.error(error);
      throw new Unavailable(detail('unavailable.token'));
    }
  }
}
