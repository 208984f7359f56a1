import type { Effects } from '../../effects/effects.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { Subject } from './subject.js';

/** Where subjects are kept. `test/contracts/subjects.contract.ts` is the specification. */
export abstract class SubjectsRepository {
  /** @throws KeyInUse, SubjectCodeTaken if a subject has the code, in whatever case */
  abstract create(subject: Subject, effects: Effects): Promise<void>;

  /** The subject; undefined if there is none. A change is based on a consistent read. */
  abstract read(id: string, options?: ReadOptions): Promise<Subject | undefined>;

  /** By code, ascending, retired ones included. A subject just made may be missing for a moment. */
  abstract list(page: PageRequest): Promise<Page<Subject>>;

  /**
   * Puts `after` in the place of `before`, if that is still the version there.
   * @throws SubjectNotFound, StaleVersion
   */
  abstract change(before: Subject, after: Subject, effects: Effects): Promise<void>;
}
