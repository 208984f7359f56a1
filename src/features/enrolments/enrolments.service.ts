import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { detail } from '../../core/errors/domain-error.js';
import { StaleVersion, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { Clock } from '../../core/time/clock.js';
import { EnrolmentReader } from './enrolment-reader.js';
import { EnrolmentWriter } from './enrolment-writer.js';
import type { Enrolment, EnrolmentKey, RosterEntry } from './enrolment.js';
import { AlreadyEnrolled, ClassFull } from './enrolments.errors.js';
import { assertMayMove, explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';
import { isAuditing, withAuditing } from './final.js';

export interface SingleEnrolment {
  /** Whether the student audits the class. Of a student who is enrolled already, it cannot be changed here. */
  readonly auditing?: boolean;
  /** Whether to add a seat if the class is full. Requires a reason. */
  readonly overload?: boolean;
  /** Also lets the student be in several classes of the subject in the term. */
  readonly reason?: string;
}

/** Enrols single students. */
@Injectable()
export class EnrolmentsService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly reader: EnrolmentReader,
    private readonly writer: EnrolmentWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Enrols a student. Changes nothing if the student is enrolled already.
   * @throws ClassNotFound, ClassArchived, ClassChanged, ClassFull, StudentNotFound, StudentDisabled, StudentChanged, SubjectTaken; AlreadyEnrolled if
   * `auditing` says otherwise than the row of an enrolled student; ValidationFailed for a missing reason; StaleVersion if other students keep taking and
   * leaving the last seat
   */
  enrol(actor: Actor, key: EnrolmentKey, options: SingleEnrolment = {}): Promise<RosterEntry> {
    return retryOnConflict(() => this.tryEnrol(actor, key, options));
  }

  private async tryEnrol(actor: Actor, key: EnrolmentKey, { overload = false, auditing, reason }: SingleEnrolment): Promise<RosterEntry> {
    if (overload && reason === undefined) throw ValidationFailed.of(fieldError('reason', 'required.overload'));
    const { schoolClass, student, row } = await this.reader.load(key);
    if (row?.status === 'ENROLLED') return asEnrolled(row, auditing);
    assertMayMove(schoolClass);
    const refusal = explainNotEnrollable(student);
    if (refusal) throw refusal;

    const enrolledAt = this.clock.timestamp();
    const addsSeat = overload && schoolClass.seatsFree <= 0;
    const options = { addsSeat, reason, mayRepeat: reason === undefined ? undefined : true };
    const writeRefusal = (await this.writer.enrol(actor, schoolClass, [{ student: student!, row, auditing }], enrolledAt, options)).get(
      key.studentId,
    );
    if (writeRefusal instanceof ClassFull && overload && !addsSeat) throw new StaleVersion();
    if (writeRefusal instanceof AlreadyEnrolled) return asEnrolled((await this.enrolments.read(key, { consistent: true }))!, auditing);
    if (writeRefusal) throw writeRefusal;
    const { final } = withAuditing(row ?? {}, auditing ?? false);
    return { studentId: student!.id, studentCode: student!.code, studentName: student!, enrolledAt, final };
  }
}

/** @throws AlreadyEnrolled if the student was to audit the class, or not, and is enrolled otherwise */
function asEnrolled(row: Enrolment, auditing = isAuditing(row)): Enrolment {
  if (auditing !== isAuditing(row)) throw new AlreadyEnrolled(detail('already_enrolled.auditing'));
  return row;
}
