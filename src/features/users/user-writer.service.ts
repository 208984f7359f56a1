import { Injectable } from '@nestjs/common';
import type { Upload } from '../../adapters/storage/upload.js';
import type { Actor } from '../../auth/actor.js';
import { RecentSignIn } from '../../auth/recent-sign-in.js';
import type { AccountLink } from '../../auth/token-records.repository.js';
import { JobRunner } from '../../jobs/job-runner.js';
import type { Job } from '../../jobs/job.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { accountSyncPlan, type AccountSyncPlan } from './account-sync-plan.js';
import { AccountSyncService, UNTIL_SYNCED } from './account-sync.service.js';
import { accountJob } from './account.job.js';
import { addressNoticeJobs } from './address-notice.job.js';
import { avatarCleanup } from './avatar.js';
import { renameJob } from './rename.job.js';
import { auditedChange, changesCopies } from './user-fields.js';
import { type User, userEntity } from './user.js';
import { needsRecentSignIn } from './users.policy.js';
import { UsersRepository } from './users.repository.js';

export interface SaveOptions {
  /** For the audit log, e.g. `user.disabled`. */
  readonly action: string;
  /** The write fails unless this admin is still active. */
  readonly requiredAdmin?: User;
  /** For a new role: how many relations of the user are closed. */
  readonly closedRelations?: number;
  /** The steps in the user pool. By default those that the change itself requires. */
  readonly plan?: AccountSyncPlan;
  /** Further work that follows the change. */
  readonly jobs?: (at: string) => readonly Job[];
  /** The upload that becomes the avatar. */
  readonly adopts?: Upload;
}

/** Saves changes of users, and updates accounts, copies of names and stored avatars. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly jobs: JobRunner,
    private readonly audit: AuditTrail,
    private readonly recentSignIn: RecentSignIn,
  ) {}

  /** Saves `changed` over `before`. @throws RecentSignInRequired, and the errors of `UsersRepository.change` and `AccountSyncService.sync` */
  async save(
    actor: Actor,
    before: User,
    changed: User,
    { action, requiredAdmin, closedRelations, plan = accountSyncPlan(before, changed), jobs = () => [], adopts }: SaveOptions,
  ): Promise<User> {
    if (needsRecentSignIn(before, changed, plan?.resetMfa)) this.recentSignIn.assert(actor);
    const audit = this.audit.entry(actor, { entity: userEntity(before.id), action, ...auditedChange(before, changed) });
    const areCopiesOutdated = changesCopies(before, changed);
    const after: User = {
      ...changed,
      version: before.version + 1,
      nameVersion: before.nameVersion + (areCopiesOutdated ? 1 : 0),
      pendingAccount: plan ? this.accounts.pendingAccountFor(before, plan) : before.pendingAccount,
      updatedAt: audit.at,
    };
    const followUps = [
      ...(areCopiesOutdated ? [renameJob('user', after)] : []),
      ...avatarCleanup(before, after),
      ...addressNoticeJobs(before, after),
      ...jobs(audit.at),
    ];
    await this.users.change(
      before,
      after,
      {
        audit,
        jobs: plan ? [...followUps, accountJob(after.id)] : followUps,
        revokeTokens: plan?.signOut ? { userId: after.id, until: UNTIL_SYNCED } : undefined,
        linkAccount: newAccountLink(before, after),
        adopts,
      },
      requiredAdmin,
      closedRelations,
    );
    await Promise.all(followUps.map((job) => this.jobs.runNow(job)));
    return plan ? this.accounts.sync(after) : after;
  }
}

/** The link of an account that a change restores. */
function newAccountLink(before: User, { id, accountId }: User): AccountLink | undefined {
  return accountId === undefined || accountId === before.accountId ? undefined : { accountId, userId: id };
}
