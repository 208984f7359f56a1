import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { Clock } from '../../core/time/clock.js';
import type { Facts } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { User } from '../users/user.js';
import { UsersRepository } from '../users/users.repository.js';
import { type Enrolment, enrolmentEntity } from './enrolment.js';
import { NotEnrolled, StudentChanged } from './enrolments.errors.js';
import { explainNotEnrollable } from './enrolments.policy.js';
import { type EnrolmentOptions, EnrolmentsRepository, type RosterChange } from './enrolments.repository.js';

/** How often a write is tried while the student keeps changing. */
const MAX_ATTEMPTS = 3;

interface RosterEvent {
  readonly action: 'enrolled' | 'withdrawn' | 'dropped';
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
  /** More facts for the audit log. */
  readonly facts?: Facts;
}

/** Writes that students join or leave a class, with the audit entries. */
@Injectable()
export class EnrolmentWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Enrols different students, in their order, until the class is full.
   * @param at ISO 8601
   * @returns why students were refused, by their ids; all others are enrolled
   */
  async enrol(
    actor: Actor,
    schoolClass: SchoolClass,
    students: readonly User[],
    at: string,
    { reason, ...options }: EnrolmentOptions & { reason?: string } = {},
  ): Promise<Map<string, DomainError>> {
    const facts = options.addsSeat ? { overload: true } : {};
    const refused = new Map<string, DomainError>();
    let waiting = students;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const joining = waiting.map((student) => this.toChange(actor, schoolClass.id, student, { action: 'enrolled', at, reason, facts }));
      const refusals = await this.enrolments.enrol(schoolClass, joining, at, options);
      for (const [id, refusal] of refusals) refused.set(id, refusal);
      const changed = attempt < MAX_ATTEMPTS ? waiting.filter(({ id }) => refusals.get(id) instanceof StudentChanged) : [];
      waiting = await this.readAgain(changed, refused);
    }
    return refused;
  }

  /**
   * Withdraws a student. Changes nothing if the student is withdrawn already.
   * @throws the errors of `EnrolmentsRepository.withdraw`, without NotEnrolled
   */
  async withdraw(actor: Actor, schoolClass: SchoolClass, student: User, reason?: string): Promise<void> {
    const at = this.clock.timestamp();
    const write = (current: User) =>
      this.enrolments.withdraw(schoolClass, this.toChange(actor, schoolClass.id, current, { action: 'withdrawn', at, reason }), at);
    try {
      await this.retryWithCurrent(student, write);
    } catch (error) {
      if (!(error instanceof NotEnrolled)) throw error;
    }
  }

  /** Drops a student. @throws the errors of `EnrolmentsRepository.drop` */
  drop(actor: Actor, schoolClass: SchoolClass, row: Enrolment, student: User, reason?: string): Promise<void> {
    const at = this.clock.timestamp();
    return this.retryWithCurrent(student, (current) =>
      this.enrolments.drop(schoolClass, row, this.toChange(actor, row.classId, current, { action: 'dropped', at, reason }), at),
    );
  }

  /** Repeats a write while the student keeps changing. */
  private async retryWithCurrent(student: User, write: (current: User) => Promise<void>, attempt = 1): Promise<void> {
    try {
      await write(student);
    } catch (error) {
      if (!(error instanceof StudentChanged) || attempt === MAX_ATTEMPTS) throw error;
      const current = await this.users.read(student.id, { consistent: true });
      await this.retryWithCurrent(current!, write, attempt + 1);
    }
  }

  /** Reads students again, to repeat their enrolment. Updates `refused`. */
  private async readAgain(changed: readonly User[], refused: Map<string, DomainError>): Promise<User[]> {
    const read = await Promise.all(changed.map(async ({ id }) => ({ id, user: await this.users.read(id, { consistent: true }) })));
    return read.flatMap(({ id, user }) => {
      refused.delete(id);
      const refusal = explainNotEnrollable(user);
      if (refusal) refused.set(id, refusal);
      return refusal ? [] : [user!];
    });
  }

  private toChange(actor: Actor, classId: string, student: User, { action, at, reason, facts }: RosterEvent): RosterChange {
    const entity = enrolmentEntity({ classId, studentId: student.id });
    const audit = this.audit.entry(actor, {
      at,
      reason,
      entity,
      action: `enrolment.${action}`,
      after: { status: action.toUpperCase(), ...facts },
    });
    return { student, effects: { audit } };
  }
}
