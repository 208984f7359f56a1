import type { Effects } from '../../effects/effects.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { Subject } from '../subjects/subject.js';
import type { User } from '../users/user.js';
import type { SchoolClass } from './school-class.js';

/** What a class is made of and copies from, as it was read. */
export interface ClassSources {
  readonly subject: Subject;
  readonly lecturer: User;
}

/** Who leads one active class less through a change, and who one more, as they were read. */
export interface LecturerMove {
  readonly from?: User;
  readonly to?: User;
}

/** Which classes are asked for: all that is given must hold. */
export interface ClassFilter {
  readonly term?: string;
  readonly subjectId?: string;
  readonly lecturerId?: string;
}

/** Where classes are kept. `test/contracts/classes.contract.ts` is the specification. */
export abstract class ClassesRepository {
  /**
   * Makes a class, if all it is made of is still there and as it was read. Its term can then not be deleted, and its lecturer has one relation more open.
   * @throws KeyInUse, UnknownReference to the term, SubjectRetired, LecturerUnavailable, SourceChanged, ClassCodeTaken within the
   * term, in whatever case
   */
  abstract create(schoolClass: SchoolClass, sources: ClassSources, effects: Effects): Promise<void>;

  /** The class; undefined if there is none. A change is based on a consistent read. */
  abstract read(id: string, options?: ReadOptions): Promise<SchoolClass | undefined>;

  /** Those of the classes that exist, in the order of the ids, each once. */
  abstract readMany(ids: readonly string[], options?: ReadOptions): Promise<SchoolClass[]>;

  /** All that somebody leads, by term, then code; archived ones too. A class just made or changed may be told as it was for a moment. */
  abstract allOfLecturer(lecturerId: string): Promise<SchoolClass[]>;

  /** By term, then code, ascending. At least one filter is given. A class just made or changed may be told as it was for a moment. */
  abstract list(filter: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>>;

  /**
   * Sets what differs between `before` and `after`, if `before` is still the version there. What does not count as a change of the class (seats, copied
   * names, the first mark) may have moved meanwhile: it is kept, and a new capacity moves the free seats by the difference. Code, term and subject never
   * differ. A change of lecturer or status comes with the move of the lecturer's relations.
   * @throws ClassNotFound, StaleVersion (also if the id of a notification is taken), CapacityTooSmall for those enrolled now, GradingStarted for other components or another scale once a mark was
   * entered, LecturerUnavailable, SourceChanged
   */
  abstract change(before: SchoolClass, after: SchoolClass, move: LecturerMove, effects: Effects): Promise<void>;

  /**
   * Removes an active class that never had a student. Its code is free again, its term has a class less, and `lecturer`, who leads it, a relation less.
   * @throws ClassNotFound, ClassHadStudents, StaleVersion, SourceChanged
   */
  abstract delete(schoolClass: SchoolClass, lecturer: User, effects: Effects): Promise<void>;
}
