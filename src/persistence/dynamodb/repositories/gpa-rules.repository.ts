import { Injectable } from '@nestjs/common';
import { StaleVersion, UnknownReference } from '../../../core/errors/errors.js';
import type { ReadOptions } from '../../../core/paging/page.js';
import type { Effects } from '../../../effects/effects.js';
import type { GpaRule } from '../../../features/grading/gpa-rule.js';
import type { GpaRulesRepository } from '../../../features/transcripts/gpa-rules.repository.js';
import { Database, present } from '../driver/database.js';
import { commit } from '../ledger/effects.js';
import { fromGpaRuleItem, toGpaRuleItem } from '../schema/gpa-rule-item.js';
import { GPA_RULES, keys } from '../schema/keys.js';

/** The rules for the GPA, in the ledger, in one partition. */
@Injectable()
export class DynamoGpaRulesRepository implements GpaRulesRepository {
  constructor(private readonly database: Database) {}

  async list({ consistent }: ReadOptions = {}): Promise<GpaRule[]> {
    return (await this.database.all('ledger', { partition: GPA_RULES, consistent })).map(fromGpaRuleItem);
  }

  async add(rule: GpaRule & Required<Pick<GpaRule, 'fromTerm'>>, effects: Effects): Promise<void> {
    const actions = [
      this.database.check('ledger', keys.term(rule.fromTerm), present('ledger'), () => UnknownReference.to('fromTerm', 'term')),
      this.database.put('ledger', toGpaRuleItem(rule), () => new StaleVersion()),
    ];
    await commit(this.database, actions, effects);
  }
}
