import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { Subject } from './subject.js';

/** Stores subjects. `test/contracts/subjects.contract.ts` is the specification. */
export abstract class SubjectsRepository {
  /** Codes are unique, ignoring case. @throws KeyInUse, SubjectCodeTaken */
  abstract create(subject: Subject, effects: Effects): Promise<void>;

  /** Returns undefined if the subject does not exist. */
  abstract read(id: string, options?: ReadOptions): Promise<Subject | undefined>;

  /** Lists subjects by code, including retired subjects. A new subject may be missing for a moment. */
  abstract list(page: PageRequest): Promise<Page<Subject>>;

  /** Replaces `before`, if it is still the stored version. @throws SubjectNotFound, StaleVersion */
  abstract change(before: Subject, after: Subject, effects: Effects): Promise<void>;
}
