import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { ClassNotFound } from '../classes/classes.errors.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { Clock } from '../../core/time/clock.js';
import type { Page, PageRequest } from '../../core/paging/page.js';
import { UsersRepository } from '../users/users.repository.js';
import type { EnrolmentKey, RosterEntry } from './enrolment.js';
import { AlreadyEnrolled, EnrolmentNotFound } from './enrolments.errors.js';
import { assertMayMove, assertMaySeeRoster, explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';
import { EnrolmentWriter } from './enrolment-writer.js';

/** Who is in a class. */
@Injectable()
export class EnrolmentsService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly users: UsersRepository,
    private readonly registration: EnrolmentWriter,
    private readonly clock: Clock,
  ) {}

  async roster(actor: Actor, classId: string, page: PageRequest): Promise<Page<RosterEntry>> {
    const [schoolClass, roster] = await Promise.all([this.classes.read(classId), this.enrolments.roster(classId, page)]);
    assertMaySeeRoster(actor, schoolClass);
    return roster;
  }

  /** Enrols a student; one who is enrolled stays as they are. */
  async enrol(actor: Actor, key: EnrolmentKey): Promise<RosterEntry> {
    const { schoolClass, student, row } = await this.current(key);
    if (!schoolClass) throw new ClassNotFound();
    if (row?.status === 'ENROLLED') return row;
    assertMayMove(schoolClass);
    const refusal = explainNotEnrollable(student);
    if (refusal) throw refusal;

    const enrolledAt = this.clock.timestamp();
    const refused = (await this.registration.enrol(actor, schoolClass, [student!], enrolledAt)).get(key.studentId);
    if (refused instanceof AlreadyEnrolled) return (await this.enrolments.read(key, { consistent: true }))!;
    if (refused) throw refused;
    return { studentId: student!.id, studentCode: student!.code, studentName: student!, enrolledAt };
  }

  /** Takes a student out of a class; one who is out stays out. */
  async withdraw(actor: Actor, key: EnrolmentKey): Promise<void> {
    const { schoolClass, student, row } = await this.current(key);
    if (!schoolClass) throw new ClassNotFound();
    if (!row) throw new EnrolmentNotFound();
    if (row.status === 'WITHDRAWN') return;
    assertMayMove(schoolClass);
    // Whoever has a row has a profile: people are never removed.
    await this.registration.withdraw(actor, key.classId, student!);
  }

  private async current(key: EnrolmentKey) {
    const [schoolClass, student, row] = await Promise.all([
      this.classes.read(key.classId, { consistent: true }),
      this.users.read(key.studentId, { consistent: true }),
      this.enrolments.read(key, { consistent: true }),
    ]);
    return { schoolClass, student, row };
  }
}
