import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { applyPatch, type Patch } from '../../core/objects/patch.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import { CODE_PATTERN } from '../../core/text/text.js';
import { AccountSyncService } from './account-sync.service.js';
import { AvatarsService, type ShownUser } from './avatars.service.js';
import type { Invitation } from './invitations.service.js';
import { auditedChange } from './user-audit.js';
import { UserWriter } from './user-writer.service.js';
import type { User } from './user.js';
import { Anonymised, UserNotFound } from './users.errors.js';
import { assertMayDecideOver } from './users.policy.js';
import { UsersRepository, type UserFilter } from './users.repository.js';

/** What a list of people is asked for. */
export interface UserSearch extends Pick<UserFilter, 'role' | 'status'> {
  /** The beginning of a name, an e-mail address or a code. */
  readonly search?: string;
}

/** The position before the first name, where the page before showed only who has the code. */
const FIRST_NAME = '';

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly changes: UserWriter,
    private readonly avatars: AvatarsService,
  ) {}

  async read(id: string, options?: ReadOptions): Promise<User> {
    const user = await this.users.read(id, options);
    if (!user) throw new UserNotFound();
    return user;
  }

  /** By name. Who has the very address or code that is searched for is found too, first. */
  async list({ search, ...filter }: UserSearch, page: PageRequest): Promise<Page<User>> {
    if (search === undefined) return this.users.list(filter, page);
    if (search.includes('@')) return new Page(await this.matching(filter, await this.users.idByEmail(search)));

    const [byName, idByCode] = await Promise.all([
      this.users.list({ ...filter, namePrefix: search }, { ...page, after: page.after || undefined }),
      CODE_PATTERN.test(search) ? this.users.idByCode(search) : undefined,
    ]);
    const others = byName.items.filter(({ id }) => id !== idByCode);
    const exact = page.after === undefined ? await this.matching(filter, idByCode) : [];
    if (exact.length + others.length > page.limit) return new Page(exact, FIRST_NAME);
    return new Page([...exact, ...others], byName.next);
  }

  /**
   * Changes a person. The same change again, even on the version it was first based on, finishes what failed of it in the user pool.
   * @throws UserNotFound, StaleVersion, OwnAccount, AddressHasAccount, and what `UserChanges.make` throws
   */
  async change(actor: Actor, id: string, expectedVersion: number, change: Patch<Invitation>): Promise<User> {
    const consistent = { consistent: true };
    const [user, by] = await Promise.all([this.read(id, consistent), change.role && this.users.read(actor.id, consistent)]);
    const wanted = applyPatch<User>(user, change);
    const isSame = !auditedChange(user, wanted);
    if (isSame && user.pendingAccount) return this.accounts.resume(user);
    if (user.version !== expectedVersion) throw new StaleVersion();
    if (isSame) return user;

    if (user.anonymised) throw new Anonymised();
    const decides = wanted.role !== user.role;
    if (decides) assertMayDecideOver(user, actor, by || undefined);
    if (wanted.email !== user.email) await this.accounts.assertFree(wanted.email, id);
    return this.changes.save(actor, user, wanted, { action: 'user.changed', requiredAdmin: decides ? by || undefined : undefined });
  }

  /** A person as they are told of: with a link to their avatar, if they have one. */
  shown(user: User): Promise<ShownUser> {
    return this.avatars.shown(user);
  }

  shownAll(page: Page<User>): Promise<Page<ShownUser>> {
    return this.avatars.shownAll(page);
  }

  private async matching({ role, status }: UserFilter, id: string | undefined): Promise<User[]> {
    const user = id === undefined ? undefined : await this.users.read(id);
    return user && (role ?? user.role) === user.role && (status ?? user.status) === user.status ? [user] : [];
  }
}
