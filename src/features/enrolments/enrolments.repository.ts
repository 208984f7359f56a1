import type { Actor } from '../../auth/actor.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import type { Page, PageRequest, ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { AuditEntry, NewAuditEntry } from '../audit/audit-entry.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { User } from '../users/user.js';
import type { Enrolment, EnrolmentKey } from './enrolment.js';
import type { FeedbackChange } from './feedback.js';

/** A page of a student's classes. */
export interface StudentPageRequest extends PageRequest {
  /** Code of a term. Without it, the page covers all terms. */
  readonly term?: string;
}

/** A student who joins or leaves a class, as read consistently. */
export interface RosterChange {
  readonly student: User;
  readonly effects: Effects;
}

/** A student who joins a class. */
export interface Joining extends RosterChange {
  /** Whether the student audits the class. */
  readonly auditing?: boolean;
  /** The row of a student who was in the class before, as read consistently. Required if the student audited it, or if `auditing`. */
  readonly row?: Enrolment;
}

export interface EnrolmentOptions {
  /** Adds a seat for the only student to a class without a free one. */
  readonly addsSeat?: boolean;
  /** Lets the students be in other classes of the subject in the term. By default, the subject decides. */
  readonly mayRepeat?: boolean;
}

/** A class that a student leaves, as read consistently. */
export type ClassLeft = Pick<SchoolClass, 'id' | 'term' | 'subjectId' | 'extraSeats'>;

/** A student who is moved, with both classes and their rows, as read consistently. */
export interface ClassMove extends RosterChange {
  readonly from: SchoolClass;
  readonly to: SchoolClass;
  readonly row: Enrolment;
  /** The row of a student who left the other class without marks. */
  readonly replaced?: Enrolment;
  /** The audit entry of the row in the old class. */
  readonly left: NewAuditEntry;
}

/** A row before and after a change of marks. */
export interface MarksUpdate {
  readonly before: Enrolment;
  readonly after: Enrolment;
  /** The texts behind the changed feedback in `after`. Absent without any. */
  readonly feedback?: FeedbackChange;
  readonly effects: Effects;
}

/** The author of a change of marks. */
export interface Grader {
  readonly actor: Actor;
  /** With a reason, an admin may change a locked gradebook. */
  readonly reason?: string;
}

/** Why students were left out of a write, by their ids. All others were written. */
export type Refusals = ReadonlyMap<string, DomainError>;

/**
 * Stores enrolments. Every row is read as it counts today: an incomplete whose time is up has its result. `test/contracts/enrolments.contract.ts` is the
 * specification.
 */
export abstract class EnrolmentsRepository {
  /** Reads the row of a student in a class, with any status. Returns undefined if the student was never in the class. */
  abstract read(key: EnrolmentKey, options?: ReadOptions): Promise<Enrolment | undefined>;

  /** Reads the rows of different keys, in no order, without those that do not exist. */
  abstract readMany(keys: readonly EnrolmentKey[], options?: ReadOptions): Promise<Enrolment[]>;

  /** Reads all rows of a class by student id, including those of students who left. Reads consistently by default. */
  abstract gradebook(classId: string, options?: ReadOptions): Promise<Enrolment[]>;

  /** Finds those of the students whom `enrol` would refuse with SubjectTaken now. Reads consistently. @param studentIds different ids */
  abstract findTaking(schoolClass: SchoolClass, studentIds: readonly string[]): Promise<Set<string>>;

  /**
   * Lists the classes that a student is enrolled in, by term, then the class code at the time of joining. Leaves out rows of classes that
   * they left, so a page may be short.
   */
  abstract ofStudent(studentId: string, page: StudentPageRequest): Promise<Page<Enrolment>>;

  /** Reads all rows of a student by term, then the class code at the time of joining, including those of classes that they left. */
  abstract allOfStudent(studentId: string): Promise<Enrolment[]>;

  /** Reads the audit entries of a row, newest first, with those of earlier classes until the student was moved. Reads consistently. */
  abstract history(row: EnrolmentKey & Pick<Enrolment, 'movedFrom'>): Promise<AuditEntry[]>;

  /**
   * Enrols different students, in their order, until the class is full. The row of a student who left becomes enrolled again and keeps its marks. Of a
   * student who audits the class, it has the final grade `AU` in place of any other; otherwise it loses `AU`, and keeps any other. For
   * each student, the row, the seat, `openRelations`, the guard of the subject, the count of enrolments and the effects are written together or not at
   * all.
   * @param at ISO 8601
   * @returns for students who were not enrolled: AlreadyEnrolled, ClassFull, ClassArchived, ClassNotFound, ClassChanged (another term), StudentNotFound
   * (also for a person who is not a student), StudentDisabled, StudentChanged (the student since they were read, or a row whose `AU` changes),
   * SubjectTaken, StaleVersion if a seat is to be added and one is free
   */
  abstract enrol(schoolClass: SchoolClass, joining: readonly Joining[], at: string, options?: EnrolmentOptions): Promise<Refusals>;

  /**
   * Withdraws a student and keeps the marks. The row, the seat, `openRelations`, the count of enrolments and the effects are written together or not at
   * all. If marks of the class are published or its gradebook is locked, the audit entry must have a reason. Under a lock, its actor must be an admin. A
   * seat that was added for one person goes away.
   * @param at ISO 8601
   * @throws StaleVersion if the class has other such seats than were read, NotEnrolled, ClassArchived, ClassNotFound, GradebookLocked, ValidationFailed
   * for a missing reason, StudentChanged (since they were read)
   */
  abstract withdraw(schoolClass: ClassLeft, leaving: RosterChange, at: string): Promise<void>;

  /**
   * Drops a student who is enrolled or withdrawn, if the row is still as it was read. Deletes a row without marks, feedback and final grade other than
   * `AU`, and keeps any other. An enrolled row, the seat, `openRelations` and the count of enrolments change together, with the effects. The rules of
   * `withdraw` apply. If marks are published, the actor must be an admin.
   * @param at ISO 8601
   * @throws StaleVersion, ClassArchived, ClassNotFound, GradebookLocked, Forbidden, ValidationFailed for a missing reason, StudentChanged
   */
  abstract drop(schoolClass: ClassLeft, row: Enrolment, leaving: RosterChange, at: string): Promise<void>;

  /**
   * Moves a student to another class of the same subject and term, whose components agree if the row has marks. The row, with everything in it and its
   * feedback, replaces the row of the other class, which must be as it was read. Both seats, the guard of the subject and the audit entries are written
   * with it. Under a lock of either class, the actor must be an admin with a reason.
   * @returns the new row
   * @throws StaleVersion if a row or the grading of a class changed since it was read, ClassFull, ClassArchived, ClassNotFound, ClassChanged, GradebookLocked,
   * ValidationFailed for a missing reason, StudentNotFound, StudentDisabled, StudentChanged
   */
  abstract move(move: ClassMove, at: string): Promise<Enrolment>;

  /**
   * Writes marks, feedback and results of different rows of one class. Each row is written together with its effects, and independently of other rows. A
   * row must have the version that was read, the class must have the components that were read, and the grader must be allowed to grade.
   * @returns for rows that were not written: StaleEnrolment with the current row, NotEnrolled; for this and all later rows: ClassNotFound (also for a
   * lecturer of another class), ClassArchived, GradebookLocked, ComponentsChanged, StaleVersion if a component was published or unpublished. StaleVersion
   * also for a row with a notice whose id is taken
   */
  abstract saveMarks(schoolClass: SchoolClass, updates: readonly MarksUpdate[], by: Grader): Promise<Refusals>;

  /**
   * Writes the final grade of a row with its effects. The row and the class must be as they were read. An admin may write in locked and archived classes.
   * @throws StaleEnrolment with the current row, NotEnrolled, ClassNotFound, ClassArchived, GradebookLocked, ComponentsChanged, StaleVersion as in
   * `saveMarks`
   */
  abstract saveFinal(schoolClass: SchoolClass, update: MarksUpdate, by: Grader): Promise<void>;
}
