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

  /** Whether marks were entered in any class of the subject. A recent mark may be missing for a moment. */
  abstract hasMarks(id: string): Promise<boolean>;

  /** Replaces `before`, if it is still the stored version. A new code is unique, ignoring case. @throws SubjectNotFound, StaleVersion, SubjectCodeTaken */
  abstract change(before: Subject, after: Subject, effects: Effects): Promise<void>;
}
