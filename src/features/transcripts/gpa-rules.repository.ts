import type { ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { GpaRule } from '../grading/gpa-rule.js';

/** Stores the rules for the GPA after the first one. `test/contracts/gpa-rules.contract.ts` is the specification. */
export abstract class GpaRulesRepository {
  /** All rules, by version. */
  abstract list(options?: ReadOptions): Promise<GpaRule[]>;

  /** @throws KeyInUse; StaleVersion if the version exists; UnknownReference if its term does not exist */
  abstract add(rule: GpaRule & Required<Pick<GpaRule, 'fromTerm'>>, effects: Effects): Promise<void>;
}
