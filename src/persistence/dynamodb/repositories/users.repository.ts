import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { type Actor, ROLES } from '../../../auth/actor.js';
import { retryOnConflict } from '../../../core/async/retry-on-conflict.js';
import { StaleVersion } from '../../../core/errors/errors.js';
import { Page, type PageRequest, type ReadOptions } from '../../../core/paging/page.js';
import { hasTerms, type SearchTerm, toSearchTerms } from '../../../core/text/search-words.js';
import type { Effects, TokenRevocation } from '../../../effects/effects.js';
import { USER_FIELD_NAMES } from '../../../features/users/user-fields.js';
import { type PendingAccount, searchWords, toSortName, type User } from '../../../features/users/user.js';
import { AccountInProgress, CodeTaken, EmailTaken, NotActiveAdmin, OpenRelations } from '../../../features/users/users.errors.js';
import type { UserFilter, UsersRepository } from '../../../features/users/users.repository.js';
import type { CreationRecord } from '../../../http/idempotency/idempotency-record.js';
import { type Action, Database, present } from '../driver/database.js';
import { assignments, expression, type Expression, joined } from '../driver/expression.js';
import { mergedPage } from '../driver/merged-page.js';
import { checkIsNoLink } from '../ledger/account-links.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit } from '../ledger/effects.js';
import { putIdempotencyRecord } from '../ledger/idempotency.js';
import { checkToken, putRevocation } from '../ledger/revocations.js';
import type { Item, Key } from '../schema/item.js';
import { keys } from '../schema/keys.js';
import { fromUserItem, toUserItem } from '../schema/user-item.js';
import { toUserKey, toWordItems } from '../schema/word-item.js';
import { toWordRanges } from './word-ranges.js';

/** The words that a search for several words reads of each role for one page: about 40 read units. */
const MAX_FILTERED_WORDS = 1_000;

/** The fields that an update writes if they differ: all editable fields except the address, which is part of the key, and the bookkeeping fields. */
const UPDATED_FIELDS = [
  ...USER_FIELD_NAMES.filter((field) => field !== 'email'),
  'accountId',
  'version',
  'nameVersion',
  'pendingAccount',
  'updatedAt',
] as const satisfies readonly (keyof User)[];

/** The user's relations changed between reading the user and moving the item to another key. */
class OpenRelationsMoved extends Error {
  constructor(readonly current: number) {
    super();
  }
}

/** Users, and beside them the guards that keep e-mail addresses and codes unique, and the words by which a search finds them. */
@Injectable()
export class DynamoUsersRepository implements UsersRepository {
  constructor(private readonly database: Database) {}

  async create(user: User, effects: Effects): Promise<void> {
    const actions = [
      this.database.put('users', toUserItem(user), () => new EmailTaken()),
      this.putGuard(keys.userEmail(user.email), user.id, () => new EmailTaken()),
      this.putGuard(keys.userCode(user.code), user.id, () => new CodeTaken()),
      incrementTotal(this.database, `people:${user.role}`, 1),
      checkIsNoLink(this.database, user.id, () => new EmailTaken()),
      ...toWordItems(user).map((item) => this.database.replace('users', item)),
    ];
    await commit(this.database, actions, effects);
  }

  async read(id: string, { consistent }: ReadOptions = {}): Promise<User | undefined> {
    // The address is part of the key, and unknown here. The partition has only this item.
    const [item] = await this.database.all('users', { partition: id, consistent });
    return item && fromUserItem(item);
  }

  async findIds(email: string, code: string): Promise<{ ofEmail?: string; ofCode?: string }> {
    const [emailKey, codeKey] = [keys.userEmail(email), keys.userCode(code)];
    const guards = await this.database.batchGet('users', [emailKey, codeKey], { consistent: true });
    const userUnder = (key: Key) => guards.find(({ id }) => id === key.id)?.userId as string | undefined;
    return { ofEmail: userUnder(emailKey), ofCode: userUnder(codeKey) };
  }

  async idByEmail(email: string): Promise<string | undefined> {
    return (await this.database.get('users', keys.userEmail(email)))?.userId as string | undefined;
  }

  async idByCode(code: string): Promise<string | undefined> {
    return (await this.database.get('users', keys.userCode(code)))?.userId as string | undefined;
  }

  async list({ role, status, search }: UserFilter, page: PageRequest): Promise<Page<User>> {
    if (search !== undefined) return this.search(toSearchTerms(search), { role, status }, page);
    const ranges = (role ? [role] : ROLES).map((partition) => ({
      index: 'role-index',
      partition,
      filter: status && expression`#status = ${status}`,
    }));
    return (await mergedPage(this.database, 'users', 'sortName', ranges, page)).map(fromUserItem);
  }

  /** Reads the word items, then their users. Items can be behind, so the users decide. */
  private async search(terms: readonly SearchTerm[], { role, status }: UserFilter, page: PageRequest): Promise<Page<User>> {
    if (terms.length === 0) return new Page([]);
    const { ranges, isHit } = toWordRanges(terms, role);
    const found = await mergedPage(this.database, 'users', 'email', ranges, page, terms.length > 1 ? MAX_FILTERED_WORDS : page.limit);
    const hits = found.items.filter(isHit);
    const users = (await this.database.batchGet('users', hits.map(toUserKey))).map(fromUserItem);
    const matching = users.filter((user) => (status ?? user.status) === user.status && hasTerms(searchWords(user), terms));
    const byId = new Map(matching.map((user) => [user.id, user]));
    return new Page(
      hits.flatMap(({ userId }) => byId.get(userId as string) ?? []),
      found.next,
    );
  }

  async change(before: User, after: User, effects: Effects, requiredAdmin?: User, closedRelations = 0): Promise<void> {
    const isMoved = before.email !== after.email;
    const actions = [
      ...(requiredAdmin ? [this.checkActiveAdmin(requiredAdmin)] : []),
      ...(isMoved ? this.move(before, after, closedRelations) : [this.update(before, after, closedRelations)]),
      ...this.replaceGuard(keys.userEmail(before.email), keys.userEmail(after.email), before.id, () => new EmailTaken()),
      ...this.replaceGuard(keys.userCode(before.code), keys.userCode(after.code), before.id, () => new CodeTaken()),
      ...(before.role === after.role
        ? []
        : [incrementTotal(this.database, `people:${before.role}`, -1), incrementTotal(this.database, `people:${after.role}`, 1)]),
      ...this.replaceWords(before, after),
    ];
    try {
      await commit(this.database, actions, effects);
    } catch (error) {
      if (!(error instanceof OpenRelationsMoved)) throw error;
      // Enrolling a student does not change the version. Repeat the move with the current count.
      await this.change({ ...before, openRelations: error.current }, after, effects, requiredAdmin, closedRelations);
    }
  }

  index(id: string): Promise<void> {
    return retryOnConflict(async () => {
      const user = await this.read(id, { consistent: true });
      if (!user) return;
      const isSame = expression`${present('users')} AND #version = ${user.version}`;
      const sortName = assignments({ sortName: toSortName(user) });
      await this.database.transact([
        this.database.update('users', keys.user(id, user.email), sortName, isSame, () => new StaleVersion()),
        ...toWordItems(user).map((item) => this.database.replace('users', item)),
      ]);
    });
  }

  async leaseAccount(user: User, pending: PendingAccount, by: Actor | undefined, idempotency?: CreationRecord): Promise<void> {
    await this.database.transact([
      ...(by ? [checkToken(this.database, by)] : []),
      ...(idempotency ? [putIdempotencyRecord(this.database, idempotency)] : []),
      this.updateLeased(user, expression`SET #pendingAccount = ${{ ...pending }}`),
    ]);
  }

  async completeAccountSync(user: User, revokeTokens?: TokenRevocation): Promise<void> {
    await this.database.transact([
      this.updateLeased(user, expression`REMOVE #pendingAccount`),
      this.database.delete('ledger', keys.job('ACCOUNT', user.id)),
      ...(revokeTokens ? [putRevocation(this.database, revokeTokens)] : []),
    ]);
  }

  private updateLeased({ id, email, pendingAccount }: User, change: Expression): Action {
    const isOurs = expression`${present('users')} AND #pendingAccount.#leasedUntil = ${pendingAccount?.leasedUntil}`;
    return this.database.update('users', keys.user(id, email), change, isOurs, () => new AccountInProgress());
  }

  private update(before: User, after: User, closedRelations: number): Action {
    const differing = UPDATED_FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field]));
    const values: Item = Object.fromEntries(differing.map((field) => [field, after[field] as Item[string]]));
    const change = assignments({ ...values, sortName: toSortName(after) });
    return this.database.update(
      'users',
      keys.user(before.id, before.email),
      change,
      isUnchanged(before, after, closedRelations),
      (current) => explainChanged(before, after, closedRelations, current),
    );
  }

  /** Moves the item to another key, because the address is part of the key. */
  private move(before: User, after: User, closedRelations: number): Action[] {
    const when = expression`${isUnchanged(before, after, closedRelations)} AND #openRelations = ${before.openRelations}`;
    return [
      this.database.delete('users', keys.user(before.id, before.email), when, (current) =>
        explainChanged(before, after, closedRelations, current),
      ),
      this.database.put('users', { ...toUserItem(after), openRelations: before.openRelations }, () => new StaleVersion()),
    ];
  }

  /** Replaces all word items of a user if one differs. Users who were stored without them have none to delete. */
  private replaceWords(before: User, after: User): Action[] {
    const [outdated, current] = [toWordItems(before), toWordItems(after)];
    if (isDeepStrictEqual(outdated, current)) return [];
    const isKept = (item: Item) => current.some(({ id, email }) => id === item.id && email === item.email);
    return [
      ...outdated.filter((item) => !isKept(item)).map(({ id, email }) => this.database.remove('users', { id, email } as Key)),
      ...current.map((item) => this.database.replace('users', item)),
    ];
  }

  private replaceGuard(from: Key, to: Key, userId: string, taken: () => Error): Action[] {
    if (from.id === to.id) return [];
    return [
      this.database.delete('users', from, expression`#userId = ${userId}`, () => new StaleVersion()),
      this.putGuard(to, userId, taken),
    ];
  }

  private putGuard(key: Key, userId: string, taken: () => Error): Action {
    return this.database.put('users', { ...key, userId }, taken);
  }

  private checkActiveAdmin({ id, email }: User): Action {
    const when = expression`#role = ${'ADMIN'} AND #status = ${'ACTIVE'}`;
    return this.database.check('users', keys.user(id, email), when, () => new NotActiveAdmin());
  }
}

function takesLease(before: User, after: User): boolean {
  return after.pendingAccount !== undefined && !isDeepStrictEqual(before.pendingAccount, after.pendingAccount);
}

/** Holds if the user is still as in `before`, in everything that the change to `after` depends on. */
function isUnchanged(before: User, after: User, closedRelations: number): Expression {
  const lease = before.pendingAccount?.leasedUntil;
  const conditions = [expression`${present('users')} AND #version = ${before.version}`];
  if (takesLease(before, after)) {
    conditions.push(
      lease === undefined ? expression`attribute_not_exists(#pendingAccount)` : expression`#pendingAccount.#leasedUntil = ${lease}`,
    );
  }
  if (before.role !== after.role) conditions.push(expression`#openRelations = ${closedRelations}`);
  return joined(conditions, ' AND ');
}

/** Explains why `isUnchanged` does not hold. */
function explainChanged(before: User, after: User, closedRelations: number, current: Item | undefined): Error {
  if (current?.version !== before.version) return new StaleVersion();
  const { pendingAccount, openRelations } = current as unknown as User;
  if (takesLease(before, after) && pendingAccount?.leasedUntil !== before.pendingAccount?.leasedUntil) return new AccountInProgress();
  return before.role !== after.role && openRelations !== closedRelations ? new OpenRelations() : new OpenRelationsMoved(openRelations);
}
