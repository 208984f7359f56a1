import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest, ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import type { Term } from '../../../features/terms/term.js';
import { TermCodeTaken, TermInUse, TermNotFound } from '../../../features/terms/terms.errors.js';
import type { TermsRepository } from '../../../features/terms/terms.repository.js';
import { Database } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { commit } from '../ledger/effects.js';
import { keys } from '../schema/keys.js';
import { fromTermItem, toTermItem } from '../schema/term-item.js';

/** Terms, in the ledger under `TERM`, each with the count of its classes. */
@Injectable()
export class DynamoTermsRepository implements TermsRepository {
  constructor(private readonly database: Database) {}

  async create(term: Term, effects: Effects): Promise<void> {
    await commit(this.database, [this.database.put('ledger', toTermItem(term), () => new TermCodeTaken())], effects);
  }

  async read(code: string, options?: ReadOptions): Promise<Term | undefined> {
    const item = await this.database.get('ledger', keys.term(code), options);
    return item && fromTermItem(item);
  }

  async list(page: PageRequest): Promise<Page<Term>> {
    return (await this.database.page('ledger', { partition: 'TERM' }, page)).map(fromTermItem);
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
    await commit(this.database, [removal], effects);
  }
}
