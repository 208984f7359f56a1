import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { JobRunner } from '../../jobs/job-runner.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { accountSyncPlan, type AccountSyncPlan } from './account-sync-plan.js';
import { accountJob } from './account.job.js';
import { AccountSyncService } from './account-sync.service.js';
import { avatarCleanup } from './avatar.js';
import { renameJob } from './rename.job.js';
import { auditedChange } from './user-audit.js';
import { userFields } from './user-fields.js';
import { userEntity, type User } from './user.js';
import { UsersRepository } from './users.repository.js';

export interface SaveOptions {
  /** For the audit log, e.g. `user.disabled`. */
  readonly action: string;
  /** The change is made only if this admin is still active at that moment. */
  readonly requiredAdmin?: User;
  /** Mails an invitation, whatever changes. */
  readonly invite?: boolean;
}

const COPIED = userFields(({ isCopied }) => isCopied);
const INVITATION: AccountSyncPlan = { invitation: 'DUE', signOut: false };

/** Saves changes of users, and makes accounts, copies of names and the storage follow. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly jobs: JobRunner,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes `before` what `wanted` is. @throws what `UsersRepository.change` and `AccountSyncService.sync` throw */
  async save(actor: Actor, before: User, wanted: User, { action, requiredAdmin, invite = false }: SaveOptions): Promise<User> {
    const audit = this.audit.entry(actor, { entity: userEntity(before.id), action, ...auditedChange(before, wanted) });
    const plan = invite ? INVITATION : accountSyncPlan(before, wanted);
    const isRenamed = COPIED.some((field) => before[field] !== wanted[field]);
    const after: User = {
      ...wanted,
      version: before.version + 1,
      nameVersion: before.nameVersion + (isRenamed ? 1 : 0),
      pendingAccount: plan ? this.accounts.pendingAccountFor(before, plan) : before.pendingAccount,
      updatedAt: audit.at,
    };
    const followUps = [isRenamed ? renameJob('user', after) : undefined, avatarCleanup(before, after)].filter((job) => job !== undefined);
    await this.users.change(
      before,
      after,
      {
        audit,
        jobs: plan ? [...followUps, accountJob(after.id)] : followUps,
        revokeTokens: plan?.signOut ? { userId: after.id, until: audit.at } : undefined,
      },
      requiredAdmin,
    );
    for (const job of followUps) await this.jobs.runNow(job);
    return plan ? this.accounts.sync(after) : after;
  }
}
