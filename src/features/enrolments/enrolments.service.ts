import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import { EnrolmentReader } from './enrolment-reader.js';
import { EnrolmentWriter } from './enrolment-writer.js';
import type { EnrolmentKey, RosterEntry } from './enrolment.js';
import { AlreadyEnrolled } from './enrolments.errors.js';
import { assertMayMove, explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

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
   * @throws ClassNotFound, ClassArchived, ClassChanged, ClassFull, StudentNotFound, StudentDisabled, StudentChanged
   */
  async enrol(actor: Actor, key: EnrolmentKey): Promise<RosterEntry> {
    const { schoolClass, student, row } = await this.reader.load(key);
    if (row?.status === 'ENROLLED') return row;
    assertMayMove(schoolClass);
    const refusal = explainNotEnrollable(student);
    if (refusal) throw refusal;

    const enrolledAt = this.clock.timestamp();
    const writeRefusal = (await this.writer.enrol(actor, schoolClass, [student!], enrolledAt)).get(key.studentId);
    if (writeRefusal instanceof AlreadyEnrolled) return (await this.enrolments.read(key, { consistent: true }))!;
    if (writeRefusal) throw writeRefusal;
    return { studentId: student!.id, studentCode: student!.code, studentName: student!, enrolledAt };
  }
}
