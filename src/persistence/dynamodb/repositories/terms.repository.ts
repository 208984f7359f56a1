import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest, ReadOptions } from '../../../core/paging/page.js';
import { fold } from '../../../core/text/text.js';
import type { Effects } from '../../../effects/effects.js';
import type { ListedTerm, Term } from '../../../features/terms/term.js';
import { TermCodeTaken, TermInUse, TermNotFound } from '../../../features/terms/terms.errors.js';
import type { TermsRepository } from '../../../features/terms/terms.repository.js';
import { absent, Database, present } from '../driver/database.js';
import { assignments, expression, joined } from '../driver/expression.js';
import { commit } from '../ledger/effects.js';
import { keys, TERMS } from '../schema/keys.js';
import { fromListedTermItem, fromTermItem, toTermItem } from '../schema/term-item.js';

/** Old terms have no guard. */
const MAY_BE_ABSENT = joined([absent('ledger'), present('ledger')], ' OR ');

/** Terms, each with the count of its classes, and beside them the guards that keep codes unique. */
@Injectable()
export class DynamoTermsRepository implements TermsRepository {
  constructor(private readonly database: Database) {}

  async create(term: Term, effects: Effects): Promise<void> {
    // Old terms have no guard. No term without a guard is added any more, so it is enough to read them before the transaction.
    const stored = await this.database.all('ledger', { partition: TERMS, consistent: true });
    if (stored.some(({ code }) => code !== term.code && fold(code as string) === fold(term.code))) throw new TermCodeTaken();
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

  async change(before: Term, { code, ...after }: Term, effects: Effects): Promise<void> {
    const isCurrent = expression`#version = ${before.version}`;
    const update = this.database.update('ledger', keys.term(code), assignments(after), isCurrent, (current) =>
      current ? new StaleVersion() : new TermNotFound(),
    );
    await commit(this.database, [update], effects);
  }

  async delete({ code, version }: Term, effects: Effects): Promise<void> {
    const isUnused = expression`#version = ${version} AND #classCount = ${0}`;
    const removal = this.database.delete('ledger', keys.term(code), isUnused, (current) => {
      if (!current) return new TermNotFound();
      return current.version === version ? new TermInUse() : new StaleVersion();
    });
    await commit(this.database, [removal, this.database.delete('ledger', keys.termCode(code), MAY_BE_ABSENT)], effects);
  }
}
