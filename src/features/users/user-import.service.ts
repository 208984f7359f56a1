import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import { DomainError } from '../../core/errors/domain-error.js';
import { Unavailable, UnexpectedError } from '../../core/errors/errors.js';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import { Throttle } from '../../core/async/throttle.js';
import { currentContext } from '../../core/context/request-context.js';
import { Config } from '../../config/config.js';
import { AccountSyncService } from './account-sync.service.js';
import { InvitationsService, type Invitation } from './invitations.service.js';
import type { User } from './user.js';
import { matchExisting, refuseRepeated, type ImportRow } from './user-import.js';
import { AccountInProgress, CodeTaken, EmailTaken } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

const ROWS_AT_ONCE = 10;
/** Milliseconds that a person may take to be added: nobody is begun with later than that before the end of the request. */
const MAX_ROW_MS = 5_000;

/** What became of a row. Those not attempted may be sent again as they are. */
export type RowOutcome =
  | { readonly outcome: 'created' | 'unchanged'; readonly id?: string }
  | { readonly outcome: 'error'; readonly refusal: DomainError }
  | { readonly outcome: 'not_attempted' };

/** A row, and what became of it. */
export interface ImportedRow extends ImportRow {
  readonly became: RowOutcome;
}

const NOT_ATTEMPTED: RowOutcome = { outcome: 'not_attempted' };

/** Adds lists of people, each row with an outcome of its own. A row that was sent before changes nothing. */
@Injectable()
export class UserImportService {
  private readonly logger = new Logger(UserImportService.name);
  private readonly throttle: Throttle;

  constructor(
    private readonly users: UsersRepository,
    private readonly invitations: InvitationsService,
    private readonly accounts: AccountSyncService,
    private readonly clock: Clock,
    config: Config,
  ) {
    this.throttle = new Throttle(config.importRate);
  }

  /**
   * Invites those who are not there yet, as many as the request has time for.
   * @param dryRun whether to tell only what would become of each row; the user pool is not asked
   * @returns all rows, in their order
   */
  async import(actor: Actor, rows: readonly ImportRow[], dryRun = false): Promise<ImportedRow[]> {
    const run = { isOver: false };
    return mapConcurrent(refuseRepeated(rows), ROWS_AT_ONCE, async (row) => ({
      ...row,
      became: await this.attempt(actor, row, dryRun, run),
    }));
  }

  private async attempt(actor: Actor, row: ImportRow, dryRun: boolean, run: { isOver: boolean }): Promise<RowOutcome> {
    const { invitation, refusal } = row;
    if (!invitation || refusal) return { outcome: 'error', refusal: refusal! };
    if (run.isOver || this.timeIsUp()) return NOT_ATTEMPTED;
    try {
      return await (dryRun ? this.preview(invitation) : this.importOne(actor, invitation));
    } catch (error) {
      if (error instanceof DomainError && !(error instanceof Unavailable)) return { outcome: 'error', refusal: error };
      // What refuses to serve this row refuses the others, too.
      run.isOver = true;
      if (error instanceof Unavailable) return NOT_ATTEMPTED;
      this.logger.error(error);
      return { outcome: 'error', refusal: new UnexpectedError() };
    }
  }

  private async preview(invitation: Invitation): Promise<RowOutcome> {
    const user = await this.findExisting(invitation);
    return user ? { outcome: 'unchanged', id: user.id } : { outcome: 'created' };
  }

  private async importOne(actor: Actor, invitation: Invitation): Promise<RowOutcome> {
    const user = await this.findExisting(invitation);
    if (user) return this.finish(user);

    await this.throttle.next();
    if (this.timeIsUp()) return NOT_ATTEMPTED;
    try {
      return { outcome: 'created', id: (await this.invitations.invite(actor, invitation)).id };
    } catch (error) {
      const wasFaster = error instanceof EmailTaken || error instanceof CodeTaken || error instanceof AccountInProgress;
      // Somebody else was, with the same file perhaps: what they made counts as if it had been there.
      const made = wasFaster && (await this.findExisting(invitation));
      if (!made) throw error;
      return { outcome: 'unchanged', id: made.id };
    }
  }

  /** Does what an earlier request left to do for somebody who is there. */
  private async finish(user: User): Promise<RowOutcome> {
    if (user.pendingAccount) {
      await this.throttle.next();
      if (this.timeIsUp()) return NOT_ATTEMPTED;
      try {
        await this.accounts.resume(user);
      } catch (error) {
        // Another request is at it right now.
        if (!(error instanceof AccountInProgress)) throw error;
      }
    }
    return { outcome: 'unchanged', id: user.id };
  }

  private async findExisting(invitation: Invitation): Promise<User | undefined> {
    const look = () => this.users.findIds(invitation.email, invitation.code);
    let { ofEmail, ofCode } = await look();
    // The two are not read in one instant. Somebody who was added between them has both when they are read again.
    if (ofEmail !== ofCode) ({ ofEmail, ofCode } = await look());
    return matchExisting(invitation, ofEmail ? await this.users.read(ofEmail, { consistent: true }) : undefined, ofCode);
  }

  private timeIsUp(): boolean {
    return this.clock.now().getTime() + MAX_ROW_MS >= (currentContext()?.deadline ?? Infinity);
  }
}
