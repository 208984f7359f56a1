import type { Item, Key } from '../schema/item.js';
import { isDeepStrictEqual } from 'node:util';
import { StaleVersion } from '../../../core/errors/errors.js';
import { toSortName, type User } from '../../../features/users/user.js';
import { USER_FIELD_NAMES } from '../../../features/users/user-fields.js';
import { AccountInProgress, CodeTaken, EmailTaken, NotActiveAdmin, OpenRelations } from '../../../features/users/users.errors.js';
import type { Action, Database } from '../driver/database.js';
import { assignments, expression, joined, type Expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { incrementTotal } from '../ledger/counters.js';
import { toUserItem } from '../schema/user-item.js';

/** What is written when it differs: every editable field but the address, which is part of the key, and what a change moves by itself. */
const UPDATED_FIELDS = [
  ...USER_FIELD_NAMES.filter((field) => field !== 'email'),
  'version',
  'nameVersion',
  'pendingAccount',
  'updatedAt',
] as const satisfies readonly (keyof User)[];

/** An item could not be moved, because the relations counted on it changed since it was read. */
export class OpenRelationsMoved extends Error {
  constructor(readonly now: number) {
    super();
  }
}

/** The actions that transactions on people are made of. */
export class UserActions {
  constructor(private readonly database: Database) {}

  /** Takes the address and the code of a person. */
  guards({ id, email, code }: User): Action[] {
    return [this.guard(keys.userEmail(email), id, () => new EmailTaken()), this.guard(keys.userCode(code), id, () => new CodeTaken())];
  }

  change(before: User, after: User, requiredAdmin?: User): Action[] {
    const { id } = before;
    return [
      ...(requiredAdmin ? [this.isActiveAdmin(requiredAdmin)] : []),
      ...(before.email === after.email ? [this.update(before, after)] : this.move(before, after)),
      ...this.reguard(keys.userEmail(before.email), keys.userEmail(after.email), id, () => new EmailTaken()),
      ...this.reguard(keys.userCode(before.code), keys.userCode(after.code), id, () => new CodeTaken()),
      ...(before.role === after.role
        ? []
        : [incrementTotal(this.database, `people:${before.role}`, -1), incrementTotal(this.database, `people:${after.role}`, 1)]),
    ];
  }

  private update(before: User, after: User): Action {
    const differing: Item = Object.fromEntries(
      UPDATED_FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field])).map((field) => [
        field,
        after[field] as Item[string],
      ]),
    );
    const change = assignments({ ...differing, sortName: toSortName(after) });
    return this.database.update('users', keys.user(before.id, before.email), change, stillIs(before, after), (current) =>
      refusal(before, after, current),
    );
  }

  /** The address is part of the key. */
  private move(before: User, after: User): Action[] {
    const hasSame = expression`#openRelations = ${before.openRelations}`;
    const when = joined([stillIs(before, after), hasSame], ' AND ');
    return [
      this.database.delete('users', keys.user(before.id, before.email), when, (current) => refusal(before, after, current)),
      this.database.put('users', { ...toUserItem(after), openRelations: before.openRelations }, () => new StaleVersion()),
    ];
  }

  private reguard(from: Key, to: Key, userId: string, taken: () => Error): Action[] {
    if (from.id === to.id) return [];
    return [this.database.delete('users', from, expression`#userId = ${userId}`, () => new StaleVersion()), this.guard(to, userId, taken)];
  }

  private guard(key: Key, userId: string, taken: () => Error): Action {
    return this.database.put('users', { ...key, userId }, taken);
  }

  private isActiveAdmin({ id, email }: User): Action {
    const when = expression`#role = ${'ADMIN'} AND #status = ${'ACTIVE'}`;
    return this.database.check('users', keys.user(id, email), when, () => new NotActiveAdmin());
  }
}

function isPendingAnew(before: User, after: User): boolean {
  return after.pendingAccount !== undefined && !isDeepStrictEqual(before.pendingAccount, after.pendingAccount);
}

/** Holds while a person is as `before`, in all that a change to `after` depends on. */
function stillIs(before: User, after: User): Expression {
  const lease = before.pendingAccount?.leasedUntil;
  const conditions = [expression`attribute_exists(#id) AND #version = ${before.version}`];
  if (isPendingAnew(before, after)) {
    conditions.push(
      lease === undefined ? expression`attribute_not_exists(#pendingAccount)` : expression`#pendingAccount.#leasedUntil = ${lease}`,
    );
  }
  if (before.role !== after.role) conditions.push(expression`#openRelations = ${0}`);
  return joined(conditions, ' AND ');
}

/** Why a person is not as `before`. */
function refusal(before: User, after: User, current: Item | undefined): Error {
  if (current?.version !== before.version) return new StaleVersion();
  const { pendingAccount, openRelations } = current as unknown as User;
  if (isPendingAnew(before, after) && pendingAccount?.leasedUntil !== before.pendingAccount?.leasedUntil) return new AccountInProgress();
  return before.role !== after.role && openRelations > 0 ? new OpenRelations() : new OpenRelationsMoved(openRelations);
}
