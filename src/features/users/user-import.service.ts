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
import { type ExistingUser, ExistingUsersService, type ImportMode } from './existing-users.service.js';
import { type Invitation, InvitationsService } from './invitations.service.js';
import { type ImportRow, refuseRepeated } from './user-import.js';
import type { FieldChange } from './user-update.js';
import { AccountInProgress, CodeTaken, EmailTaken } from './users.errors.js';

const ROUTE = 'POST /api/v1/users/import';
const ROWS_AT_ONCE = 10;
/** The time in milliseconds that one row may take. No row begins later than this before the deadline of the request. */
const MAX_ROW_MS = 5_000;

/** The outcome of a row. A client can send rows again that were not attempted. */
export type RowOutcome =
  | { readonly outcome: 'created'; readonly id?: string }
  | { readonly outcome: 'unchanged'; readonly id: string; readonly disabled?: true }
  | { readonly outcome: 'updated'; readonly id: string; readonly disabled?: true; readonly changes: readonly FieldChange[] }
  | { readonly outcome: 'error'; readonly refusal: DomainError }
  | { readonly outcome: 'not_attempted' };

export interface ImportedRow extends ImportRow {
  readonly result: RowOutcome;
}

/** What a run will do with a row. */
interface PlannedRow extends ImportedRow {
  /** Absent for a new person, and for a row without a prospect. */
  readonly existing?: ExistingUser;
}

export interface ImportOptions extends ImportMode {
  /** Writes nothing, does not call the user pool, and returns the expected outcomes. */
  readonly dryRun: boolean;
}

const NOT_ATTEMPTED: RowOutcome = { outcome: 'not_attempted' };
const CREATED: RowOutcome = { outcome: 'created' };

/** The fields that an account in the user pool has too. */
const ACCOUNT_FIELDS: readonly FieldChange['field'][] = ['code', 'status'];

/** A person who stays disabled is named, because an office expects that the people of a file can sign in. */
function toOutcome({ user, changes }: ExistingUser): RowOutcome {
  const staysDisabled = user.status === 'DISABLED' && !changes.some(({ field }) => field === 'status');
  const person = { id: user.id, ...(staysDisabled && { disabled: true as const }) };
  return changes.length > 0 ? { outcome: 'updated', ...person, changes } : { outcome: 'unchanged', ...person };
}

/** Invites and updates lists of people. Each row has an outcome. A row that was sent before changes nothing. */
@Injectable()
export class UserImportService {
  private readonly logger = new Logger(UserImportService.name);
  private readonly throttle: Throttle;

  constructor(
    private readonly existing: ExistingUsersService,
    private readonly invitations: InvitationsService,
    private readonly clock: Clock,
    private readonly refusals: RefusalLog,
    config: Config,
  ) {
    this.throttle = new Throttle(config.importRate);
  }

  /**
   * Invites the people who do not exist yet, and updates the others if the mode says so, until the time of the request is up. Decides about all rows
   * before it changes any, so that a dry run predicts each outcome.
   * @returns all rows, in the same order
   * @throws NotAuthenticated if the token of the actor is revoked meanwhile; the rows before stay
   */
  async import(actor: Actor, rows: readonly ImportRow[], { dryRun, ...mode }: ImportOptions): Promise<ImportedRow[]> {
    const attempt = this.attempts(actor);
    const planned = await mapConcurrent(refuseRepeated(rows), ROWS_AT_ONCE, async (row): Promise<PlannedRow> => {
      let existing: ExistingUser | undefined;
      const result = await attempt(row, async (invitation) => {
        existing = await this.existing.find(invitation, mode);
        return existing ? toOutcome(existing) : CREATED;
      });
      return { ...row, result, existing };
    });
    if (dryRun) return planned;
    return mapConcurrent(planned, ROWS_AT_ONCE, async ({ existing, ...row }) => {
      if (row.result.outcome === 'error' || row.result.outcome === 'not_attempted') return row;
      const work = (invitation: Invitation) =>
        existing ? this.importExisting(actor, existing, invitation, mode) : this.invite(actor, invitation, mode);
      return { ...row, result: await attempt(row, work) };
    });
  }

  /** Returns what does one step of a row. After an error that concerns all rows, it attempts no other. */
  private attempts(actor: Actor): (row: ImportRow, work: (invitation: Invitation) => Promise<RowOutcome>) => Promise<RowOutcome> {
    let isOver = false;
    return async ({ invitation, refusal }, work) => {
      if (!invitation || refusal) return { outcome: 'error', refusal: refusal! };
      if (isOver || this.timeIsUp()) return NOT_ATTEMPTED;
      try {
        return await work(invitation);
      } catch (error) {
        // The answer to the whole request is no refusal, so the problem filter does not see it.
        if (error instanceof RecentSignInRequired) this.refusals.add({ by: actor, route: ROUTE, status: 401, code: error.code });
        const isRefused = error instanceof DomainError && !(error instanceof Unavailable);
        if (isRefused && !(error instanceof NotAuthenticated)) return { outcome: 'error', refusal: error };
        // The other rows would fail in the same way.
        isOver = true;
        if (error instanceof NotAuthenticated) throw error;
        if (error instanceof Unavailable) return NOT_ATTEMPTED;
        this.logger.error(error);
        return { outcome: 'error', refusal: new UnexpectedError() };
      }
    };
  }

  private async invite(actor: Actor, invitation: Invitation, mode: ImportMode): Promise<RowOutcome> {
    if (!(await this.mayCallPool())) return NOT_ATTEMPTED;
    try {
      return { outcome: 'created', id: (await this.invitations.invite(actor, invitation)).id };
    } catch (error) {
      // Another request may have just created the same person. Then the person counts as existing.
      const isConflict = error instanceof EmailTaken || error instanceof CodeTaken || error instanceof AccountInProgress;
      const existing = isConflict && (await this.existing.find(invitation, mode));
      if (!existing) throw error;
      return this.importExisting(actor, existing, invitation, mode);
    }
  }

  /** Updates an existing user, and finishes a pending sync. */
  private async importExisting(actor: Actor, found: ExistingUser, invitation: Invitation, mode: ImportMode): Promise<RowOutcome> {
    const needsPool = found.user.pendingAccount || found.changes.some(({ field }) => ACCOUNT_FIELDS.includes(field));
    if (needsPool && !(await this.mayCallPool())) return NOT_ATTEMPTED;
    const existing = found.changes.length > 0 ? await this.existing.update(actor, found.user.id, invitation, mode) : found;
    if (existing.user.pendingAccount) await this.existing.resume(actor, existing.user);
    return toOutcome(existing);
  }

  /** Waits until the rate of imports allows another call of the user pool. @returns whether enough time of the request is left */
  private async mayCallPool(): Promise<boolean> {
    await this.throttle.next();
    return !this.timeIsUp();
  }

  private timeIsUp(): boolean {
    return this.clock.now().getTime() + MAX_ROW_MS >= (currentContext()?.deadline ?? Infinity);
  }
}
