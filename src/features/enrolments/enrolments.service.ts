import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { Clock } from '../../core/time/clock.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { UsersRepository } from '../users/users.repository.js';
import { EnrolmentWriter } from './enrolment-writer.js';
import type { EnrolmentKey, RosterEntry } from './enrolment.js';
import { AlreadyEnrolled, EnrolmentNotFound } from './enrolments.errors.js';
import { assertMayMove, assertMayWithdraw, explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Enrols and withdraws single students. */
@Injectable()
export class EnrolmentsService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly writer: EnrolmentWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Enrols a student. Changes nothing if the student is enrolled already.
   * @throws ClassNotFound, ClassArchived, ClassFull, StudentNotFound, StudentDisabled, StudentChanged
   */
  async enrol(actor: Actor, key: EnrolmentKey): Promise<RosterEntry> {
    const { schoolClass, student, row } = await this.load(key);
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

  /**
   * Withdraws a student. Changes nothing if the student is withdrawn already.
   * @throws ClassNotFound, ClassArchived, GradebookLocked, EnrolmentNotFound, StudentChanged; ValidationFailed for a missing reason
   */
  async withdraw(actor: Actor, key: EnrolmentKey, reason?: string): Promise<void> {
    const { schoolClass, student, row } = await this.load(key);
    if (!row) throw new EnrolmentNotFound();
    if (row.status === 'WITHDRAWN') return;
    assertMayWithdraw(actor, schoolClass, reason);
    // Users are never deleted, so a row always has a user.
    await this.writer.withdraw(actor, key.classId, student!, reason);
  }

  private async load(key: EnrolmentKey) {
    const [schoolClass, student, row] = await Promise.all([
      this.classes.read(key.classId, { consistent: true }),
      this.users.read(key.studentId, { consistent: true }),
      this.enrolments.read(key, { consistent: true }),
    ]);
    if (!schoolClass) throw new ClassNotFound();
    return { schoolClass, student, row };
  }
}
