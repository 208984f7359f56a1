import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { mapConcurrent } from '../../core/async/map-concurrent.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { fold } from '../../core/text/text.js';
import { Clock } from '../../core/time/clock.js';
import { explainDamage } from '../../http/validation/text.validators.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import { findOtherName } from '../users/full-name.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { AUDITING } from './class-list-file.js';
import { EnrolmentWriter, type Joiner } from './enrolment-writer.js';
import type { Enrolment } from './enrolment.js';
import { AlreadyEnrolled, ClassFull, StudentNotFound, StudentRepeated, SubjectTaken } from './enrolments.errors.js';
import { assertMayMove, explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Reads of codes or people at the same time. More would wait for a connection, and time out there. */
const READS_AT_ONCE = 50;

/** One line of a list. It has either an id or a code. */
export interface StudentLine {
  readonly id?: string;
  readonly code?: string;
  /** The name of the student, if the list has it. It must fit the id or code. */
  readonly name?: string;
  /** In a CSV file: the line where the row begins. The header is line 1. */
  readonly line?: number;
  /** In a JSON body: the index in `students`. */
  readonly index?: number;
  /** Whether the student audits the class of which the file is the list. */
  readonly auditing?: true;
  /** Present if the line itself is invalid. */
  readonly refusal?: DomainError;
}

/** The outcome of one line. Without a refusal, the student is enrolled. */
export interface LineOutcome extends StudentLine {
  readonly student?: User;
  /** The row of a student who was here before. */
  readonly row?: Enrolment;
}

/** Enrols lists of students. Each line has its own outcome. */
@Injectable()
export class BulkEnrolmentService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly writer: EnrolmentWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Enrols students in the order of the list until the class is full. None of them audits the class, also if they did before.
   * @param dryRun writes nothing, and returns the expected outcomes
   * @returns one outcome per line, in the same order; AlreadyEnrolled for students who were enrolled before
   * @throws ClassNotFound, ClassArchived
   */
  async enrol(actor: Actor, classId: string, lines: readonly StudentLine[], dryRun = false): Promise<LineOutcome[]> {
    const [schoolClass, resolved] = await Promise.all([
      this.classes.read(classId, { consistent: true }),
      mapConcurrent(lines, READS_AT_ONCE, async (line) => ({ ...line, studentId: await this.findId(line) })),
    ]);
    if (!schoolClass) throw new ClassNotFound();
    assertMayMove(schoolClass);

    const planned = await this.plan(classId, resolved);
    const joining = planned.flatMap(({ student, row, refusal }) => (student && !refusal ? [{ student, row }] : []));
    const refusals = dryRun
      ? await this.foretellRefusals(schoolClass, joining)
      : await this.writer.enrol(actor, schoolClass, joining, this.clock.timestamp());
    return planned.map((line) => {
      const refusal = line.refusal ?? (line.student && refusals.get(line.student.id));
      return { ...line, refusal: refusal instanceof StudentNotFound ? unknownStudent(line) : refusal };
    });
  }

  /** For a dry run: refuses students who take the subject in another class, and those for whom no seat is left. */
  private async foretellRefusals(schoolClass: SchoolClass, joining: readonly Joiner[]): Promise<Map<string, DomainError>> {
    const ids = joining.map(({ student }) => student.id);
    const taking = await this.enrolments.findTaking(schoolClass, ids);
    const withoutSeat = ids.filter((id) => !taking.has(id)).slice(schoolClass.seatsFree);
    return new Map<string, DomainError>([
      ...[...taking].map((id) => [id, new SubjectTaken()] as const),
      ...withoutSeat.map((id) => [id, new ClassFull()] as const),
    ]);
  }

  private async findId({ id, code, refusal }: StudentLine): Promise<string | undefined> {
    return refusal ? undefined : (id ?? this.users.idByCode(code!));
  }

  /** Plans the outcome of each line from what is stored now. */
  private async plan(classId: string, lines: readonly (StudentLine & { studentId?: string })[]): Promise<LineOutcome[]> {
    const ids = [...new Set(lines.map(({ studentId }) => studentId))].filter((id) => id !== undefined);
    const keys = ids.map((studentId) => ({ classId, studentId }));
    const [users, rows] = await Promise.all([
      mapConcurrent(ids, READS_AT_ONCE, (id) => this.users.read(id, { consistent: true })),
      this.enrolments.readMany(keys, { consistent: true }),
    ]);
    const userById = new Map(users.filter((user) => user !== undefined).map((user) => [user.id, user]));
    const rowById = new Map(rows.map((row) => [row.studentId, row]));
    const earlierIds = new Set<string>();
    return lines.map(({ studentId = '', ...line }) => {
      const isRepeated = earlierIds.has(studentId);
      earlierIds.add(studentId);
      if (line.refusal) return line;
      const student = userById.get(studentId);
      if (student?.role !== 'STUDENT' || !hasCodeOf(line, student)) return { ...line, refusal: unknownStudent(line) };
      const otherName = line.name && findOtherName(fieldOf(line, 'name'), line.name, student);
      if (otherName) return { ...line, refusal: ValidationFailed.of(otherName) };
      if (isRepeated) return { ...line, student, refusal: new StudentRepeated() };
      const row = rowById.get(studentId);
      if (row?.status === 'ENROLLED') return { ...line, student, refusal: new AlreadyEnrolled() };
      if (line.auditing) return { ...line, student, refusal: ValidationFailed.of(fieldError(AUDITING, 'auditing_in_list')) };
      return { ...line, student, row, refusal: explainNotEnrollable(student) };
    });
  }
}

/** Whether a student who was found by a code still has it. */
function hasCodeOf({ code }: StudentLine, student: User): boolean {
  return code === undefined || fold(student.code) === fold(code);
}

/** The message is the same for an unknown person and for a person who is not a student. */
function unknownStudent(line: StudentLine): DomainError {
  const damage = explainDamage(line.code);
  return UnknownReference.to(fieldOf(line, line.code === undefined ? 'id' : 'code'), 'student', damage && [damage]);
}

/** Names a column of a file, or an item of a JSON body. */
function fieldOf({ line, index }: StudentLine, column: string): string {
  return line === undefined ? `students[${index}]` : column;
}
