import { Injectable } from '@nestjs/common';
import { entityName } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import { NameCopiesService } from './name-copies.service.js';
import { Purges } from '../../adapters/storage/purges.js';
import { accountSyncPlan } from './account-sync-plan.js';
import { AccountSyncService } from './account-sync.service.js';
import { avatarPurgeOf } from './avatar.js';
import { auditedChange } from './user-audit.js';
import type { User } from './user.js';
import { UsersRepository } from './users.repository.js';

/** What a change of a person is, besides what changes. */
export interface UserChangeOptions {
  /** For the audit log, e.g. `user.disabled`. */
  readonly action: string;
  /** An admin without whom the change is not to be made. */
  readonly by?: User;
  /** Whether an invitation is to be mailed whatever changes. */
  readonly invite?: boolean;
}

const COPIED = ['givenName', 'familyName', 'code'] as const satisfies readonly (keyof User)[];

/** Saves changes of people, and lets accounts, copies of names and the storage follow. */
@Injectable()
export class UserWriter {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly renames: NameCopiesService,
    private readonly purges: Purges,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes of `before` what `wanted` is. @throws what `UsersRepository.change` and `Accounts.follow` throw */
  async save(actor: Actor, before: User, wanted: User, { action, by, invite = false }: UserChangeOptions): Promise<User> {
    const audit = this.audit.entry(actor, { entity: entityName.user(before.id), action, ...auditedChange(before, wanted) });
    const { at } = audit;
    const due = invite ? ({ invitation: 'DUE', signOut: false } as const) : accountSyncPlan(before, wanted);
    const isRenamed = COPIED.some((field) => before[field] !== wanted[field]);
    const after: User = {
      ...wanted,
      version: before.version + 1,
      nameVersion: before.nameVersion + (isRenamed ? 1 : 0),
      pendingAccount: due ? this.accounts.pendingAccountFor(before, due) : before.pendingAccount,
      updatedAt: at,
    };
    const purge = avatarPurgeOf(before, after);
    await this.users.change(before, after, { audit, by, purge, revokedAt: due?.signOut ? at : undefined });
    if (isRenamed) await this.renames.follow({ kind: 'user', id: after.id, nameVersion: after.nameVersion });
    if (purge) await this.purges.follow(purge);
    return due ? this.accounts.sync(after) : after;
  }
}
