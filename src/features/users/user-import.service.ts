import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { RecentSignInRequired } from '../../auth/recent-sign-in.js';
import { Config } from '../../config/config.js';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import { Throttle } from '../../core/async/throttle.js';
import { currentContext } from '../../core/context/request-context.js';
import { DomainError } from '../../core/errors/domain-error.js';
import { NotAuthenticated, Unavailable, UnexpectedError } from '../../core/errors/errors.js';
import { Clock } from '../../core/time/clock.js';
import { RefusalLog } from '../../http/problems/refusal-log.js';
import { AccountSyncService } from './account-sync.service.js';
import { type Invitation, InvitationsService } from './invitations.service.js';
import { type ImportRow, matchExisting, refuseRepeated } from './user-import.js';
import type { User } from './user.js';
import { AccountInProgress, CodeTaken, EmailTaken } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

const ROUTE = 'POST /api/v1/users/import';
const ROWS_AT_ONCE = 10;
/** The time in milliseconds that one row may take. No row begins later than this before the deadline of the request. */
const MAX_ROW_MS = 5_000;

/** The outcome of a row. A client can send rows again that were not attempted. */
export type RowOutcome =
  | { readonly outcome: 'created' | 'unchanged'; readonly id?: string; readonly disabled?: true }
  | { readonly outcome: 'error'; readonly refusal: DomainError }
  | { readonly outcome: 'not_attempted' };

export interface ImportedRow extends ImportRow {
  readonly result: RowOutcome;
}

const NOT_ATTEMPTED: RowOutcome = { outcome: 'not_attempted' };

/** The import leaves a disabled person disabled, so the outcome says it. */
function unchanged({ id, status }: User): RowOutcome {
  return { outcome: 'unchanged', id, ...(status === 'DISABLED' && { disabled: true }) };
}

/** Invites lists of people. Each row has an outcome. A row that was sent before changes nothing. */
@Injectable()
export class UserImportService {
  private readonly logger = new Logger(UserImportService.name);
  private readonly throttle: Throttle;

  constructor(
    private readonly users: UsersRepository,
    private readonly invitations: InvitationsService,
    private readonly accounts: AccountSyncService,
    private readonly clock: Clock,
    private readonly refusals: RefusalLog,
    config: Config,
  ) {
    this.throttle = new Throttle(config.importRate);
  }

  /**
   * Invites the people who do not exist yet, until the time of the request is up.
   * @param dryRun writes nothing, does not call the user pool, and returns the expected outcomes
   * @returns all rows, in the same order
   * @throws NotAuthenticated if the token of the actor is revoked meanwhile; the rows before stay
   */
  async import(actor: Actor, rows: readonly ImportRow[], dryRun = false): Promise<ImportedRow[]> {
    const run = { isOver: false };
    return mapConcurrent(refuseRepeated(rows), ROWS_AT_ONCE, async (row) => ({
      ...row,
      result: await this.attempt(actor, row, dryRun, run),
    }));
  }

  private async attempt(actor: Actor, row: ImportRow, dryRun: boolean, run: { isOver: boolean }): Promise<RowOutcome> {
    const { invitation, refusal } = row;
    if (!invitation || refusal) return { outcome: 'error', refusal: refusal! };
    if (run.isOver || this.timeIsUp()) return NOT_ATTEMPTED;
    try {
      return await (dryRun ? this.preview(invitation) : this.importRow(actor, invitation));
    } catch (error) {
      // The answer to the whole request is no refusal, so the problem filter does not see it.
      if (error instanceof RecentSignInRequired) this.refusals.add({ by: actor, route: ROUTE, status: 401, code: error.code });
      const isRefused = error instanceof DomainError && !(error instanceof Unavailable);
      if (isRefused && !(error instanceof NotAuthenticated)) return { outcome: 'error', refusal: error };
      // The other rows would fail in the same way.
      run.isOver = true;
      if (error instanceof NotAuthenticated) throw error;
      if (error instanceof Unavailable) return NOT_ATTEMPTED;
      this.logger.error(error);
      return { outcome: 'error', refusal: new UnexpectedError() };
    }
  }

  private async preview(invitation: Invitation): Promise<RowOutcome> {
    const user = await this.findExisting(invitation);
    return user ? unchanged(user) : { outcome: 'created' };
  }

  private async importRow(actor: Actor, invitation: Invitation): Promise<RowOutcome> {
    const user = await this.findExisting(invitation);
    if (user) return this.resume(actor, user);

    await this.throttle.next();
    if (this.timeIsUp()) return NOT_ATTEMPTED;
    try {
      return { outcome: 'created', id: (await this.invitations.invite(actor, invitation)).id };
    } catch (error) {
      // Another request may have just created the same person. Then the person counts as existing.
      const isConflict = error instanceof EmailTaken || error instanceof CodeTaken || error instanceof AccountInProgress;
      const existing = isConflict && (await this.findExisting(invitation));
      if (!existing) throw error;
      return unchanged(existing);
    }
  }

  /** Finishes a pending sync of an existing user. */
  private async resume(actor: Actor, user: User): Promise<RowOutcome> {
    if (user.pendingAccount) {
      await this.throttle.next();
      if (this.timeIsUp()) return NOT_ATTEMPTED;
      try {
        await this.accounts.resume(user, actor);
      } catch (error) {
        // Another request is syncing the account.
        if (!(error instanceof AccountInProgress)) throw error;
      }
    }
    return unchanged(user);
  }

  private async findExisting(invitation: Invitation): Promise<User | undefined> {
    const findIds = () => this.users.findIds(invitation.email, invitation.code);
    let { ofEmail, ofCode } = await findIds();
    // The two ids are not read at the same moment. If the person was added in between, a second read finds both.
    if (ofEmail !== ofCode) ({ ofEmail, ofCode } = await findIds());
    return matchExisting(invitation, ofEmail ? await this.users.read(ofEmail, { consistent: true }) : undefined, ofCode);
  }

  private timeIsUp(): boolean {
    return this.clock.now().getTime() + MAX_ROW_MS >= (currentContext()?.deadline ?? Infinity);
  }
}
