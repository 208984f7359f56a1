import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '../../../features/audit/audit-entry.js';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Page, PageRequest } from '../../../core/paging/page.js';
import type { ReadOptions } from '../../../core/paging/read-options.js';
import type { IdempotencyRecord } from '../../../http/idempotency/idempotency-record.js';
import type { Term } from '../../../features/terms/term.js';
import { TermCodeTaken, TermInUse, TermNotFound } from '../../../features/terms/terms.errors.js';
import type { TermsRepository } from '../../../features/terms/terms.repository.js';
import { Database, type Item } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { putIdempotencyRecord, putAuditEntry } from '../ledger/records.js';

/** Terms, in the ledger under `TERM`. Beside a term stands how many classes it has. */
@Injectable()
export class DynamoTermsRepository implements TermsRepository {
  constructor(private readonly database: Database) {}

  async create(term: Term, audit: AuditEntry, receipt?: IdempotencyRecord): Promise<void> {
    await this.database.transact([
      ...putIdempotencyRecord(this.database, receipt, term.code),
      this.database.put('ledger', { ...keys.term(term.code), ...term, classCount: 0 }, () => new TermCodeTaken()),
      putAuditEntry(this.database, audit),
    ]);
  }

  async read(code: string, options?: ReadOptions): Promise<Term | undefined> {
    const item = await this.database.get('ledger', keys.term(code), options);
    return item && toTerm(item);
  }

  async list(page: PageRequest): Promise<Page<Term>> {
    return (await this.database.page('ledger', { partition: 'TERM' }, page)).map(toTerm);
  }

  async change(before: Term, { code, ...after }: Term, audit: AuditEntry): Promise<void> {
    await this.database.transact([
      this.database.update('ledger', keys.term(code), assignments(after), expression`#version = ${before.version}`, (current) =>
        current ? new StaleVersion() : new TermNotFound(),
      ),
      putAuditEntry(this.database, audit),
    ]);
  }

  async delete({ code, version }: Term, audit: AuditEntry): Promise<void> {
    await this.database.transact([
      this.database.delete('ledger', keys.term(code), expression`#version = ${version} AND #classCount = ${0}`, (current) => {
        if (!current) return new TermNotFound();
        return current.version === version ? new TermInUse() : new StaleVersion();
      }),
      putAuditEntry(this.database, audit),
    ]);
  }
}

function toTerm({ code, title, startDate, endDate, version }: Item): Term {
  return { code, title, startDate, endDate, version } as Term;
}
