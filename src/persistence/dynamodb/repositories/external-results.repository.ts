import { Injectable } from '@nestjs/common';
import { mapConcurrent } from '../../../core/async/map-concurrent.js';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import { StudentChanged } from '../../../features/enrolments/enrolments.errors.js';
import { anonymiseExternalResult, type ExternalResult, isAnonymised } from '../../../features/external-results/external-result.js';
import { ExternalResultNotFound } from '../../../features/external-results/external-results.errors.js';
import type { ExternalResultsRepository } from '../../../features/external-results/external-results.repository.js';
import type { User } from '../../../features/users/user.js';
import { Anonymised } from '../../../features/users/users.errors.js';
import { type Action, Database } from '../driver/database.js';
import { expression, type Expression } from '../driver/expression.js';
import { commit } from '../ledger/effects.js';
import { fromExternalResultItem, toExternalResultItem } from '../schema/external-result-item.js';
import { externalResultPartition, keys } from '../schema/keys.js';

/** The results that are written at the same time. */
const MAX_CONCURRENT = 10;

/** External results, in the ledger, beside each other in the partition of their student. */
@Injectable()
export class DynamoExternalResultsRepository implements ExternalResultsRepository {
  constructor(private readonly database: Database) {}

  async allOfStudent(studentId: string, { consistent }: ReadOptions = {}): Promise<ExternalResult[]> {
    return (await this.database.all('ledger', { partition: externalResultPartition(studentId), consistent })).map(fromExternalResultItem);
  }

  async create(result: ExternalResult, student: User, effects: Effects): Promise<void> {
    const put = this.database.put('ledger', toExternalResultItem(result), () => new StaleVersion());
    await commit(this.database, [this.checkStudent(student), put], effects);
  }

  async change(before: ExternalResult, after: ExternalResult, student: User, effects: Effects): Promise<void> {
    const [when, otherwise] = isCurrent(before);
    const put = this.database.put('ledger', toExternalResultItem(after), otherwise, when);
    await commit(this.database, [this.checkStudent(student), put], effects);
  }

  async delete(result: ExternalResult, student: User, effects: Effects): Promise<void> {
    const remove = this.database.delete('ledger', keys.externalResult(result.studentId, result.place), ...isCurrent(result));
    await commit(this.database, [this.checkStudent(student), remove], effects);
  }

  async anonymise(studentId: string): Promise<number> {
    const results = (await this.allOfStudent(studentId, { consistent: true })).filter((result) => !isAnonymised(result));
    await mapConcurrent(results, MAX_CONCURRENT, (result) => {
      const [isSame] = isCurrent(result);
      // Another process may run the same job, and then does it.
      return this.database.applyIf(this.database.put('ledger', toExternalResultItem(anonymiseExternalResult(result)), undefined, isSame));
    });
    return results.length;
  }

  /** Anonymising moves the item of a person, because the address is part of the key. */
  private checkStudent({ id, email }: User): Action {
    const isNamed = expression`attribute_exists(#id) AND attribute_not_exists(#anonymised)`;
    return this.database.check('users', keys.user(id, email), isNamed, (current) => (current ? new Anonymised() : new StudentChanged()));
  }
}

/** Holds for the stored version of a result. Another result can be in its place. */
function isCurrent({ id, version }: ExternalResult): [Expression, NonNullable<Action['otherwise']>] {
  return [
    expression`#id = ${id} AND #version = ${version}`,
    (current) => (current?.id === id ? new StaleVersion() : new ExternalResultNotFound()),
  ];
}
