import type { Key } from '../schema/item.js';
import { Injectable } from '@nestjs/common';
import { ROLES } from '../../../auth/actor.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import { fold } from '../../../core/text/text.js';
import type { Effects, TokenRevocation } from '../../../effects/effects.js';
import type { CreationRecord } from '../../../http/idempotency/idempotency-record.js';
import type { PendingAccount, User } from '../../../features/users/user.js';
import { AccountInProgress, EmailTaken } from '../../../features/users/users.errors.js';
import type { UserFilter, UsersRepository } from '../../../features/users/users.repository.js';
import { Database, type Action } from '../driver/database.js';
import { expression, joined, type Expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { mergedPage } from '../driver/merged-page.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit } from '../ledger/effects.js';
import { putIdempotencyRecord } from '../ledger/idempotency.js';
import { putRevocation } from '../ledger/revocations.js';
import { OpenRelationsMoved, UserActions } from './user-actions.js';
import { fromUserItem, toUserItem } from '../schema/user-item.js';

/** People, with the guards of their addresses and codes beside them. */
@Injectable()
export class DynamoUsersRepository implements UsersRepository {
  private readonly actions: UserActions;

  constructor(private readonly database: Database) {
    this.actions = new UserActions(database);
  }

  async create(user: User, effects: Effects): Promise<void> {
    const actions = [
      this.database.put('users', toUserItem(user), () => new EmailTaken()),
      ...this.actions.guards(user),
      incrementTotal(this.database, `people:${user.role}`, 1),
    ];
    await commit(this.database, actions, effects);
  }

  async read(id: string, { consistent }: ReadOptions = {}): Promise<User | undefined> {
    // The address is part of the key, and not known: the one item of the partition is asked for.
    const [item] = await this.database.all('users', { partition: id, consistent });
    return item && fromUserItem(item);
  }

  async findIds(email: string, code: string): Promise<{ ofEmail?: string; ofCode?: string }> {
    const [emailKey, codeKey] = [keys.userEmail(email), keys.userCode(code)];
    const guards = await this.database.batchGet('users', [emailKey, codeKey], { consistent: true });
    const ownerUnder = (key: Key) => guards.find(({ id }) => id === key.id)?.userId as string | undefined;
    return { ofEmail: ownerUnder(emailKey), ofCode: ownerUnder(codeKey) };
  }

  async idByEmail(email: string): Promise<string | undefined> {
    return (await this.database.get('users', keys.userEmail(email)))?.userId as string | undefined;
  }

  async idByCode(code: string): Promise<string | undefined> {
    return (await this.database.get('users', keys.userCode(code)))?.userId as string | undefined;
  }

  async list({ role, status, namePrefix }: UserFilter, page: PageRequest): Promise<Page<User>> {
    const ranges = (role ? [role] : ROLES).map((partition) => ({
      index: 'role-index',
      partition,
      // A prefix of nothing but accents folds to nothing, and DynamoDB knows no empty key.
      prefix: (namePrefix && fold(namePrefix)) || undefined,
      filter: status && expression`#status = ${status}`,
    }));
    return (await mergedPage(this.database, 'users', 'sortName', ranges, page)).map(fromUserItem);
  }

  async change(before: User, after: User, effects: Effects, requiredAdmin?: User): Promise<void> {
    try {
      await commit(this.database, this.actions.change(before, after, requiredAdmin), effects);
    } catch (error) {
      // Enrolling does not bump the version: the move is tried again with the count it met.
      if (error instanceof OpenRelationsMoved) return this.change({ ...before, openRelations: error.now }, after, effects, requiredAdmin);
      throw error;
    }
  }

  async leaseAccount({ id, email, pendingAccount }: User, pending: PendingAccount, idempotency?: CreationRecord): Promise<void> {
    await this.database.transact([
      ...(idempotency ? [putIdempotencyRecord(this.database, idempotency)] : []),
      this.updateLeased({ id, email, pendingAccount }, expression`SET #pendingAccount = ${{ ...pending }}`),
    ]);
  }

  async completeAccountSync({ id, email, pendingAccount }: User, revokeTokens?: TokenRevocation): Promise<void> {
    await this.database.transact([
      this.updateLeased({ id, email, pendingAccount }, expression`REMOVE #pendingAccount`),
      this.database.delete('ledger', keys.job('ACCOUNT', id), expression`attribute_exists(#pk)`),
      ...(revokeTokens ? [putRevocation(this.database, revokeTokens)] : []),
    ]);
  }

  private updateLeased({ id, email, pendingAccount }: Pick<User, 'id' | 'email' | 'pendingAccount'>, change: Expression): Action {
    const isOurs = expression`#pendingAccount.#leasedUntil = ${pendingAccount?.leasedUntil}`;
    return this.database.update(
      'users',
      keys.user(id, email),
      change,
      joined([expression`attribute_exists(#id)`, isOurs], ' AND '),
      () => new AccountInProgress(),
    );
  }
}
