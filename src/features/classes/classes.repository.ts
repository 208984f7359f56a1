import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { Subject } from '../subjects/subject.js';
import type { User } from '../users/user.js';
import type { SchoolClass } from './school-class.js';

/** The subject and the lecturer that a new class copies from, as read consistently. */
export interface ClassSources {
  readonly subject: Subject;
  readonly lecturer: User;
}

/** The lecturers whose `openRelations` change with a class, as read consistently: `from` has one active class less, `to` has one more. */
export interface LecturerMove {
  readonly from?: User;
  readonly to?: User;
}

/** All given conditions must hold. */
export interface ClassFilter {
  readonly term?: string;
  readonly subjectId?: string;
  readonly lecturerId?: string;
}

/** Stores classes. `test/contracts/classes.contract.ts` is the specification. */
export abstract class ClassesRepository {
  /**
   * Creates a class, if subject and lecturer have not changed since they were read. Increments the class count of the term, which prevents its deletion,
   * and `openRelations` of the lecturer. Codes are unique within the term, ignoring case.
   * @throws KeyInUse, UnknownReference for the term, SubjectRetired, LecturerUnavailable, SourceChanged, ClassCodeTaken
   */
  abstract create(schoolClass: SchoolClass, sources: ClassSources, effects: Effects): Promise<void>;

  /** Returns undefined if the class does not exist. */
  abstract read(id: string, options?: ReadOptions): Promise<SchoolClass | undefined>;

  /** Reads classes by id. Classes that do not exist are absent. */
  abstract readMany(ids: readonly string[], options?: ReadOptions): Promise<Map<string, SchoolClass>>;

  /** Reads all classes of a lecturer by term, then code, including archived classes. A recent change may be missing for a moment. */
  abstract allOfLecturer(lecturerId: string): Promise<SchoolClass[]>;

  /** Lists classes by term, then code. The filter has at least one condition. A recent change may be missing for a moment. */
  abstract list(filter: ClassFilter, page: PageRequest): Promise<Page<SchoolClass>>;

  /**
   * Writes the fields that differ, if the class still has the version of `before`. Fields that change without a new version (free seats, copied names,
   * `gradingStarted`) are kept, and free seats move by the difference in capacity. The subject never differs. `move` is required for a change of lecturer
   * or status. A new code is unique within the term, ignoring case. With a new term, the class counts of both terms follow. A new code, or components with
   * the same `componentsVersion`, need a reason in the audit entry once marks were entered.
   * @throws ClassNotFound, StaleVersion (also if the id of a notification is taken), CapacityTooSmall, GradingStarted for a new `componentsVersion` while
   * the class has marks, ClassCodeTaken, ClassHadStudents for a new term while the class has rows, UnknownReference for the term, LecturerUnavailable,
   * SourceChanged; ValidationFailed for a missing reason
   */
  abstract change(before: SchoolClass, after: SchoolClass, move: LecturerMove, effects: Effects): Promise<void>;

  /**
   * Deletes an active class without rows: it never had a student, or they were dropped without marks. Frees its code, and decrements the class count of
   * the term and `openRelations` of its lecturer.
   * @throws ClassNotFound, ClassHadStudents, StaleVersion, SourceChanged
   */
  abstract delete(schoolClass: SchoolClass, lecturer: User, effects: Effects): Promise<void>;
}
