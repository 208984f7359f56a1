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
import { formatFinal, withAuditing } from './final.js';
import { NotEnrolled, StudentChanged } from './enrolments.errors.js';
import { explainNotEnrollable } from './enrolments.policy.js';
import { type EnrolmentOptions, EnrolmentsRepository, type Joining, type RosterChange } from './enrolments.repository.js';

/** How often a write is tried while the student keeps changing. */
const MAX_ATTEMPTS = 3;

interface RosterEvent {
  readonly action: 'enrolled' | 'withdrawn' | 'dropped';
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
  readonly before?: Facts;
  /** More facts for the audit log. */
  readonly facts?: Facts;
}

/** A student who is to join a class, as read consistently. */
export type Joiner = Omit<Joining, 'effects'>;

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
    joiners: readonly Joiner[],
    at: string,
    { reason, ...options }: EnrolmentOptions & { reason?: string } = {},
  ): Promise<Map<string, DomainError>> {
    const overload = options.addsSeat ? { overload: true } : {};
    const refused = new Map<string, DomainError>();
    let waiting = joiners;
    for (let attempt = 1; waiting.length > 0; attempt += 1) {
      const joining = waiting.map((joiner): Joining => {
        const { before, after } = finalFacts(joiner);
        const event = { action: 'enrolled', at, reason, before, facts: { ...overload, ...after } } as const;
        return { ...joiner, ...this.toChange(actor, schoolClass.id, joiner.student, event) };
      });
      const refusals = await this.enrolments.enrol(schoolClass, joining, at, options);
      for (const [id, refusal] of refusals) refused.set(id, refusal);
      const changed = attempt < MAX_ATTEMPTS ? waiting.filter(({ student }) => refusals.get(student.id) instanceof StudentChanged) : [];
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
  private async readAgain(changed: readonly Joiner[], refused: Map<string, DomainError>): Promise<Joiner[]> {
    const read = await Promise.all(
      changed.map(async (joiner) => ({ joiner, user: await this.users.read(joiner.student.id, { consistent: true }) })),
    );
    return read.flatMap(({ joiner, user }) => {
      const { id } = joiner.student;
      refused.delete(id);
      const refusal = explainNotEnrollable(user);
      if (refusal) refused.set(id, refusal);
      return refusal ? [] : [{ ...joiner, student: user! }];
    });
  }

  private toChange(actor: Actor, classId: string, student: User, { action, at, reason, before, facts }: RosterEvent): RosterChange {
    const entity = enrolmentEntity({ classId, studentId: student.id });
    const audit = this.audit.entry(actor, {
      at,
      reason,
      entity,
      action: `enrolment.${action}`,
      before,
      after: { status: action.toUpperCase(), ...facts },
    });
    return { student, effects: { audit } };
  }
}

/** The final grade before and after an enrolment that changes it. */
function finalFacts({ row, auditing = false }: Joiner): { before?: Facts; after?: Facts } {
  const graded = row ?? {};
  const changed = withAuditing(graded, auditing);
  return changed === graded ? {} : { before: { final: formatFinal(row?.final) }, after: { final: formatFinal(changed.final) } };
}
