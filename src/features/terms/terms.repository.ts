import type { Effects } from '../../effects/effects.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { Term } from './term.js';

/** A page that has all terms: more than a school has in centuries. */
export const ALL_TERMS: PageRequest = { limit: 1000 };

/** Where terms are kept. `test/contracts/terms.contract.ts` is the specification. */
export abstract class TermsRepository {
  /** @throws KeyInUse, TermCodeTaken */
  abstract create(term: Term, effects: Effects): Promise<void>;

  /** The term; undefined if there is none. A change is based on a consistent read. */
  abstract read(code: string, options?: ReadOptions): Promise<Term | undefined>;

  /** By code, ascending. */
  abstract list(page: PageRequest): Promise<Page<Term>>;

  /** Puts `after` in the place of `before`, if that is still the version there. @throws TermNotFound, StaleVersion */
  abstract change(before: Term, after: Term, effects: Effects): Promise<void>;

  /** Removes a term that has no class, if it is still the version given. @throws TermNotFound, TermInUse, StaleVersion */
  abstract delete(term: Term, effects: Effects): Promise<void>;
}
