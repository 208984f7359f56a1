import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import { Clock } from '../../core/time/clock.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { enrolmentEntity } from './enrolment.js';
import { NotEnrolled, StudentChanged } from './enrolments.errors.js';
import { explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository, type RosterChange, type Refusals } from './enrolments.repository.js';

/** How often somebody is read again who was changed while they were being enrolled. */
const ATTEMPTS = 3;

/** Moves students into classes and out of them, and records it. */
@Injectable()
export class EnrolmentWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Enrols students, all different, in their order as long as there are seats.
   * @param at ISO 8601
   * @returns what refused whom, by the id of the student; those who are not in it are enrolled
   */
  async enrol(actor: Actor, schoolClass: SchoolClass, students: readonly User[], at: string): Promise<Map<string, DomainError>> {
    const refused = new Map<string, DomainError>();
    let waiting = students;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const refusals = await this.enrolOnce(actor, schoolClass, waiting, at);
      const changed = waiting.filter(({ id }) => attempt < ATTEMPTS && refusals.get(id) instanceof StudentChanged);
      for (const student of waiting) {
        const refusal = refusals.get(student.id);
        if (refusal && !changed.includes(student)) refused.set(student.id, refusal);
      }
      waiting = await this.again(changed, refused);
    }
    return refused;
  }

  /** Takes a student out of a class; nothing happens to one who is out. */
  async withdraw(actor: Actor, classId: string, student: User, attempt = 1): Promise<void> {
    const at = this.clock.timestamp();
    try {
      await this.enrolments.withdraw(classId, this.move(actor, classId, student, 'withdrawn', at), at);
    } catch (error) {
      if (error instanceof NotEnrolled) return;
      if (!(error instanceof StudentChanged) || attempt === ATTEMPTS) throw error;
      const current = await this.users.read(student.id, { consistent: true });
      return this.withdraw(actor, classId, current!, attempt + 1);
    }
  }

  private enrolOnce(actor: Actor, schoolClass: SchoolClass, students: readonly User[], at: string): Promise<Refusals> {
    const joining = students.map((student) => this.move(actor, schoolClass.id, student, 'enrolled', at));
    return this.enrolments.enrol(schoolClass, joining, at);
  }

  /** Those who changed, as they are now; whoever cannot be enrolled any more is refused. */
  private async again(changed: readonly User[], refused: Map<string, DomainError>): Promise<User[]> {
    const current = await Promise.all(changed.map(({ id }) => this.users.read(id, { consistent: true })));
    return changed.flatMap(({ id }, index) => {
      const refusal = explainNotEnrollable(current[index]);
      if (refusal) refused.set(id, refusal);
      return refusal ? [] : [current[index]!];
    });
  }

  private move(actor: Actor, classId: string, student: User, what: 'enrolled' | 'withdrawn', at: string): RosterChange {
    const entity = enrolmentEntity({ classId, studentId: student.id });
    const audit = this.audit.entry(actor, { at, entity, action: `enrolment.${what}`, after: { status: what.toUpperCase() } });
    return { student, effects: { audit } };
  }
}
