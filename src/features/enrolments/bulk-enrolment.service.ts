import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import { Clock } from '../../core/time/clock.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { UnknownReference } from '../../core/errors/errors.js';
import { fold } from '../../core/text/text.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { AlreadyEnrolled, ClassFull, StudentNotFound, StudentRepeated } from './enrolments.errors.js';
import { assertMayMove, explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';
import { EnrolmentWriter } from './enrolment-writer.js';

/** How a list names a student: by one of the two. */
export interface StudentReference {
  readonly id?: string;
  readonly code?: string;
}

/** One line of a list. */
export interface StudentLine extends StudentReference {
  /** Where it begins in the file that it is of, if it is of one; the header is line 1. */
  readonly line?: number;
  /** What is wrong with it by itself. */
  readonly refusal?: DomainError;
}

/** What became of one line of a list. */
export interface LineOutcome {
  readonly line: StudentLine;
  readonly studentId?: string;
  readonly refusal?: DomainError;
}

/** Enrols whole lists of students, each line with an outcome of its own. */
@Injectable()
export class BulkEnrolmentService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly registration: EnrolmentWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Enrols students in the order of the list as long as there are seats.
   * @param dryRun whether to tell only what would become of each line
   * @returns an outcome a line; AlreadyEnrolled for those who were
   */
  async enrol(actor: Actor, classId: string, lines: readonly StudentLine[], dryRun = false): Promise<LineOutcome[]> {
    const [schoolClass, ids] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      Promise.all(lines.map((line) => this.idOf(line))),
    ]);
    if (!schoolClass) throw new ClassNotFound();
    assertMayMove(schoolClass);

    const { students, enrolled } = await this.current(classId, ids);
    const outcomes = lines.map((line, index) => this.outcomeBefore(line, index, ids, { students, enrolled }));
    const joining = outcomes.flatMap(({ studentId, refusal }) => (refusal ? [] : [students.get(studentId!)!]));
    const refused = dryRun
      ? withoutSeat(schoolClass, joining)
      : await this.registration.enrol(actor, schoolClass, joining, this.clock.timestamp());
    return outcomes.map((outcome, index) => {
      const refusal = outcome.refusal ?? refused.get(outcome.studentId!);
      return { ...outcome, refusal: refusal instanceof StudentNotFound ? unknown(outcome.line, index) : refusal };
    });
  }

  private async idOf({ id, code, refusal }: StudentLine): Promise<string | undefined> {
    return refusal ? undefined : (id ?? this.users.idByCode(code!));
  }

  private async current(classId: string, ids: readonly (string | undefined)[]) {
    const known = [...new Set(ids)].filter((id) => id !== undefined);
    const [users, rows] = await Promise.all([
      Promise.all(known.map((id) => this.users.read(id, { consistent: true }))),
      this.enrolments.readMany(
        known.map((studentId) => ({ classId, studentId })),
        { consistent: true },
      ),
    ]);
    const students = new Map(users.filter((user) => user !== undefined).map((user) => [user.id, user]));
    return { students, enrolled: new Set(rows.filter(({ status }) => status === 'ENROLLED').map(({ studentId }) => studentId)) };
  }

  /** What can be said of a line before anything is written; no refusal means that the student is to be enrolled. */
  private outcomeBefore(
    line: StudentLine,
    index: number,
    ids: readonly (string | undefined)[],
    { students, enrolled }: { students: Map<string, User>; enrolled: Set<string> },
  ): LineOutcome {
    if (line.refusal) return { line, refusal: line.refusal };
    const student = studentNamed(line, students.get(ids[index] ?? ''));
    if (student?.role !== 'STUDENT') return { line, refusal: unknown(line, index) };
    const studentId = student.id;
    if (ids.indexOf(studentId) < index) return { line, studentId, refusal: new StudentRepeated() };
    if (enrolled.has(studentId)) return { line, studentId, refusal: new AlreadyEnrolled() };
    return { line, studentId, refusal: explainNotEnrollable(student) };
  }
}

/** Those for whom no seat is left, each with what refuses them. */
function withoutSeat({ seatsFree }: SchoolClass, joining: readonly User[]): Map<string, DomainError> {
  return new Map(joining.slice(seatsFree).map(({ id }) => [id, new ClassFull()]));
}

/** Whoever was found under a code, if they still have it. */
function studentNamed({ code }: StudentReference, found: User | undefined): User | undefined {
  return code === undefined || (found && fold(found.code) === fold(code)) ? found : undefined;
}

/** Nobody, or somebody who is not a student: the words are the same for both. */
function unknown({ line, code }: StudentLine, index: number): DomainError {
  const column = code === undefined ? 'id' : 'code';
  return UnknownReference.to(line === undefined ? `students[${index}]` : column, 'a student');
}
