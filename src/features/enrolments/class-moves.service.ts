import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { UnknownReference, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { Clock } from '../../core/time/clock.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import { assertMayMoveTo } from './class-moves.policy.js';
import { EnrolmentReader } from './enrolment-reader.js';
import { type Enrolment, enrolmentEntity, type EnrolmentKey, type RosterEntry } from './enrolment.js';
import { EnrolmentNotFound } from './enrolments.errors.js';
import { explainNotEnrollable } from './enrolments.policy.js';
import { EnrolmentsRepository } from './enrolments.repository.js';

/** Moves students between the classes of a subject. */
@Injectable()
export class ClassMovesService {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly classes: ClassesRepository,
    private readonly reader: EnrolmentReader,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Moves a student, with their marks. Changes nothing if the student was moved already.
   * @throws ClassNotFound, EnrolmentNotFound, UnknownReference for the other class, StudentNotFound, StudentDisabled, and the errors of `assertMayMoveTo` and
   * `EnrolmentsRepository.move`
   */
  move(actor: Actor, key: EnrolmentKey, toClassId: string, reason?: string): Promise<RosterEntry> {
    if (toClassId === key.classId) throw ValidationFailed.of(fieldError('toClassId', 'same_class'));
    return retryOnConflict(() => this.tryMove(actor, key, toClassId, reason));
  }

  private async tryMove(actor: Actor, key: EnrolmentKey, toClassId: string, reason?: string): Promise<RosterEntry> {
    const target = { classId: toClassId, studentId: key.studentId };
    const [{ schoolClass: from, student, row }, to, replaced] = await Promise.all([
      this.reader.load(key),
      this.classes.read(toClassId, { consistent: true }),
      this.enrolments.read(target, { consistent: true }),
    ]);
    if (!to) throw UnknownReference.to('toClassId', 'class');
    if (replaced && wasMoved(replaced, from.id, row)) return replaced;
    if (!row) throw new EnrolmentNotFound();
    assertMayMoveTo(actor, { from, to, row, replaced }, reason);
    const refusal = explainNotEnrollable(student);
    if (refusal) throw refusal;

    const at = this.clock.timestamp();
    const facts = { at, reason, before: { classId: from.id }, after: { classId: to.id } };
    const left = this.audit.entry(actor, { ...facts, entity: enrolmentEntity(key), action: 'enrolment.moved' });
    const audit = this.audit.entry(actor, { ...facts, entity: enrolmentEntity(target), action: 'enrolment.moved' });
    return this.enrolments.move({ from, to, row, replaced, student: student!, left, effects: { audit } }, at);
  }
}

/** Whether the row was moved already. The reads are not of one moment, so the old row can still be there; after a later enrolment it is another one. */
function wasMoved({ status, movedFrom }: Enrolment, fromClassId: string, row: Enrolment | undefined): boolean {
  const origin = movedFrom?.at(-1);
  return status === 'ENROLLED' && origin?.classId === fromClassId && (!row || row.enrolledAt <= origin.at);
}
