import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest, ReadOptions } from '../../../core/paging/page.js';
import { fold } from '../../../core/text/text.js';
import type { Effects } from '../../../effects/effects.js';
import type { ListedTerm, Term } from '../../../features/terms/term.js';
import { TermCodeTaken, TermInUse, TermNotFound } from '../../../features/terms/terms.errors.js';
import type { TermsRepository } from '../../../features/terms/terms.repository.js';
import { absent, type Action, Database, present } from '../driver/database.js';
import { assignments, expression, joined } from '../driver/expression.js';
import { commit } from '../ledger/effects.js';
import type { Item } from '../schema/item.js';
import { keys, TERMS } from '../schema/keys.js';
import { fromListedTermItem, fromTermItem, toTermItem } from '../schema/term-item.js';

/** Old terms have no guard. */
const MAY_BE_ABSENT = joined([absent('ledger'), present('ledger')], ' OR ');

/** Terms, each with the count of its classes, and beside them the guards that keep codes unique. */
@Injectable()
export class DynamoTermsRepository implements TermsRepository {
  constructor(private readonly database: Database) {}

  async create(term: Term, effects: Effects): Promise<void> {
    await this.assertFree(term.code);
    const actions = [
      this.database.put('ledger', { ...keys.termCode(term.code), code: term.code }, () => new TermCodeTaken()),
      this.database.put('ledger', toTermItem(term), () => new TermCodeTaken()),
    ];
    await commit(this.database, actions, effects);
  }

  async read(code: string, options?: ReadOptions): Promise<Term | undefined> {
    const item = await this.database.get('ledger', keys.term(code), options);
    return item && fromTermItem(item);
  }

  async list(page: PageRequest): Promise<Page<ListedTerm>> {
    return (await this.database.page('ledger', { partition: TERMS }, page)).map(fromListedTermItem);
  }

  async change(before: Term, changed: Term, effects: Effects): Promise<void> {
    const { code, ...after } = changed;
    if (code !== before.code) return this.changeCode(before, changed, effects);
    const isCurrent = expression`#version = ${before.version}`;
    const update = this.database.update('ledger', keys.term(code), assignments(after), isCurrent, (current) =>
      current ? new StaleVersion() : new TermNotFound(),
    );
    await commit(this.database, [update], effects);
  }

  async delete(term: Term, effects: Effects): Promise<void> {
    await commit(this.database, [this.deleteUnused(term), this.deleteGuard(term)], effects);
  }

  /** The code is the key, so the term becomes another item. A code in another case has the same guard, which then names the new one. */
  private async changeCode(before: Term, after: Term, effects: Effects): Promise<void> {
    await this.assertFree(after.code, before.code);
    const guard: Item = { ...keys.termCode(after.code), code: after.code };
    const hasSameGuard = fold(before.code) === fold(after.code);
    const guards = hasSameGuard
      ? [this.database.put('ledger', guard, undefined, MAY_BE_ABSENT)]
      : [this.database.put('ledger', guard, () => new TermCodeTaken()), this.deleteGuard(before)];
    const put = this.database.put('ledger', toTermItem(after), () => new TermCodeTaken());
    await commit(this.database, [this.deleteUnused(before), put, ...guards], effects);
  }

  /** Old terms have no guard. No term without a guard is added any more, so it is enough to read them before the transaction. @throws TermCodeTaken */
  private async assertFree(code: string, except = code): Promise<void> {
    const stored = await this.database.all('ledger', { partition: TERMS, consistent: true });
    if (stored.some((term) => term.code !== except && fold(term.code as string) === fold(code))) throw new TermCodeTaken();
  }

  private deleteUnused({ code, version }: Term): Action {
    const isUnused = expression`#version = ${version} AND #classCount = ${0}`;
    return this.database.delete('ledger', keys.term(code), isUnused, (current) => {
      if (!current) return new TermNotFound();
      return current.version === version ? new TermInUse() : new StaleVersion();
    });
  }

  private deleteGuard({ code }: Term): Action {
    return this.database.delete('ledger', keys.termCode(code), MAY_BE_ABSENT);
  }
}
