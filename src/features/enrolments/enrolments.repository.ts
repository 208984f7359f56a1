import type { AuditEntry } from '../audit/audit-entry.js';
import type { Effects } from '../../effects/effects.js';
import type { Actor } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import type { ReadOptions } from '../../core/paging/read-options.js';
import type { User } from '../users/user.js';
import type { Enrolment, EnrolmentKey } from './enrolment.js';

/** A page of a student's classes, all or those of one term. */
export interface StudentPageRequest extends PageRequest {
  /** Code of a term. */
  readonly term?: string;
}

/** One student who joins a class, or leaves it, as read consistently. */
export interface RosterChange {
  readonly student: User;
  readonly effects: Effects;
}

/** New marks of one row: the row as it was read, the row as it becomes, and what is written along with it. */
export interface MarksUpdate {
  readonly before: Enrolment;
  readonly after: Enrolment;
  readonly effects: Effects;
}

/** Who writes marks, and why. */
export interface Grader {
  readonly actor: Actor;
  /** Only an admin who gives a reason may write into a locked gradebook. */
  readonly reason?: string;
}

/** Why students of a write were left out, by their ids. All others were written. */
export type Refusals = ReadonlyMap<string, DomainError>;

/** Where enrolments are kept. `test/contracts/enrolments.contract.ts` is the specification. */
export abstract class EnrolmentsRepository {
  /** The row of a student in a class, whatever its status; undefined if there never was one. */
  abstract read(key: EnrolmentKey, options?: ReadOptions): Promise<Enrolment | undefined>;

  /** The rows that exist among the keys, each given once, in no order. */
  abstract readMany(keys: readonly EnrolmentKey[], options?: ReadOptions): Promise<Enrolment[]>;

  /** Who is enrolled in a class, by the id of the student; read consistently. Withdrawn ones are left out, so a page may be short. */
  abstract roster(classId: string, page: PageRequest): Promise<Page<Enrolment>>;

  /** Every row of a class, those of withdrawn students too, by the id of the student; read consistently. */
  abstract gradebook(classId: string): Promise<Enrolment[]>;

  /** The classes that a student is enrolled in, by term, then class code. Withdrawn ones are left out, so a page may be short. */
  abstract ofStudent(studentId: string, page: StudentPageRequest): Promise<Page<Enrolment>>;

  /** Every row of a student, withdrawn ones too, by term, then class code. */
  abstract allOfStudent(studentId: string): Promise<Enrolment[]>;

  /** What was recorded of a row, newest first; read consistently. */
  abstract history(key: EnrolmentKey): Promise<AuditEntry[]>;

  /**
   * Gives students a seat each, in their order as long as there are seats. A row that was withdrawn is revived with its marks. With the row go, in one
   * step: the seat, the student's `openRelations`, the count of enrolments and the audit entry. All students are different.
   * @param at ISO 8601
   * @returns for students who were not enrolled: AlreadyEnrolled, ClassFull, ClassArchived, ClassNotFound, StudentNotFound (not, or no longer, a student),
   * StudentDisabled, StudentChanged (not as they were read: read them again)
   */
  abstract enrol(schoolClass: SchoolClass, joining: readonly RosterChange[], at: string): Promise<Refusals>;

  /**
   * Takes a student out of a class; marks stay. With the row go, in one step: the seat, the student's `openRelations`, the count of enrolments and the
   * audit entry.
   * @param at ISO 8601
   * @throws NotEnrolled, ClassArchived, ClassNotFound, StudentChanged (not as they were read: read them again)
   */
  abstract withdraw(classId: string, leaving: RosterChange, at: string): Promise<void>;

  /**
   * Writes marks and results of different rows of one class, each in one step with its effects. A row is written if it still has the version that was
   * read, and the class still lets the grader grade with the components that were read. A row that fails by itself stops no other.
   * @returns for rows that were not written: StaleEnrolment with the row as it is now, NotEnrolled; ClassNotFound (also for a lecturer of another class),
   * ClassArchived, GradebookLocked, ComponentsChanged, for this and all later rows
   */
  abstract saveMarks(schoolClass: SchoolClass, updates: readonly MarksUpdate[], by: Grader): Promise<Refusals>;
}
