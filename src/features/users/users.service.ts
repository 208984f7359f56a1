import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { StaleVersion, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import { AccountSyncService } from './account-sync.service.js';
import type { Invitation } from './invitations.service.js';
import { ProfileService } from './profile.service.js';
import { RelationsService } from './relations.service.js';
import { auditedChange } from './user-fields.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { Anonymised, UserNotFound } from './users.errors.js';
import { assertMayDecideOver } from './users.policy.js';
import { type UserFilter, UsersRepository } from './users.repository.js';

/** Reads, lists and changes users. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly writer: UserWriter,
    private readonly relations: RelationsService,
    private readonly profile: ProfileService,
  ) {}

  /** @throws UserNotFound */
  async read(id: string, options?: ReadOptions): Promise<User> {
    const user = await this.users.read(id, options);
    if (!user) throw new UserNotFound();
    return user;
  }

  /** Reads the user that an admin decides about, and the admin. @throws UserNotFound, OwnAccount, NotActiveAdmin */
  async readWithAdmin(actor: Actor, id: string): Promise<{ user: User; admin: User }> {
    const [user, admin] = await Promise.all([this.users.read(id, { consistent: true }), this.readActiveActor(actor)]);
    if (!user) throw new UserNotFound();
    assertMayDecideOver(user, actor, admin);
    return { user, admin };
  }

  list(filter: UserFilter, page: PageRequest): Promise<Page<User>> {
    return this.users.list(filter, page);
  }

  /**
   * Changes a user. If the user pool could not be updated, the same change, even with the old version, finishes it.
   * @throws ValidationFailed if no name would remain; UserNotFound, StaleVersion, OwnAccount, NotActiveAdmin, Anonymised, AddressHasAccount, OpenRelations, and the errors of `UserWriter.save`
   */
  async change(actor: Actor, id: string, expectedVersion: number, change: Patch<Invitation>): Promise<User> {
    const [user, admin] = await Promise.all([this.read(id, { consistent: true }), change.role ? this.readActiveActor(actor) : undefined]);
    const changed = applyPatch<User>(user, change);
    const isSame = !auditedChange(user, changed);
    if (isSame && user.pendingAccount) return this.accounts.resume(user, actor);
    if (user.version !== expectedVersion) throw new StaleVersion();
    if (isSame) return user;

    if (user.anonymised) throw new Anonymised();
    assertHasName(changed, change);
    const isNewRole = changed.role !== user.role;
    if (isNewRole) {
      assertMayDecideOver(user, actor, admin);
      await this.relations.assertClosed(user);
    }
    if (changed.email !== user.email) await this.accounts.assertFree(changed.email, user);
    const conditions = isNewRole ? { requiredAdmin: admin, closedRelations: user.openRelations } : {};
    return this.writer.save(actor, user, changed, { action: 'user.changed', ...conditions });
  }

  /** Reads the profile of an actor. Accepts an open invitation, because a person who signs in and acts has accepted it. */
  private async readActiveActor(actor: Actor): Promise<User | undefined> {
    const user = await this.users.read(actor.id, { consistent: true });
    return user?.status === 'INVITED' ? this.profile.activate(actor) : user;
  }
}

/** @throws ValidationFailed names the first field with which the last name of a person would be removed */
function assertHasName({ givenName, familyName }: User, change: Patch<Invitation>): void {
  if (givenName !== '' || familyName !== '') return;
  throw ValidationFailed.of(fieldError(change.givenName === undefined ? 'familyName' : 'givenName', 'required.name'));
}
