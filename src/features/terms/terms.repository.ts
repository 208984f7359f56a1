import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { ListedTerm, Term } from './term.js';

/** A page with all terms. A school has a few terms a year. */
export const ALL_TERMS: PageRequest = { limit: 1000 };

/** Stores terms. `test/contracts/terms.contract.ts` is the specification. */
export abstract class TermsRepository {
  /** Codes are unique, ignoring case. @throws KeyInUse, TermCodeTaken */
  abstract create(term: Term, effects: Effects): Promise<void>;

  /** Returns undefined if the term does not exist. */
  abstract read(code: string, options?: ReadOptions): Promise<Term | undefined>;

  /** Lists terms by code. */
  abstract list(page: PageRequest): Promise<Page<ListedTerm>>;

  /**
   * Replaces `before`, if it is still the stored version. A new code is unique, ignoring case, and needs a term without classes.
   * @throws TermNotFound, StaleVersion, TermCodeTaken, TermInUse
   */
  abstract change(before: Term, after: Term, effects: Effects): Promise<void>;

  /** Deletes a term without classes, if `term` is still the stored version. @throws TermNotFound, TermInUse, StaleVersion */
  abstract delete(term: Term, effects: Effects): Promise<void>;
}
