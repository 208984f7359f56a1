import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { retryOnConflict } from '../../core/async/retry-on-conflict.js';
import { Clock } from '../../core/time/clock.js';
import { SchoolCalendar } from '../../core/time/school-calendar.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ClassesRepository } from '../classes/classes.repository.js';
import type { SchoolClass } from '../classes/school-class.js';
import { type Enrolment, type EnrolmentKey, enrolmentEntity } from '../enrolments/enrolment.js';
import { EnrolmentNotFound, NotEnrolled } from '../enrolments/enrolments.errors.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { formatFinal } from '../enrolments/final.js';
import { applyFinal, type FinalInput, haveSameFinal, isShownDifferently } from './final-grade.js';
import { resultChangedNotice } from './mark-changed.notice.js';
import { StaleEnrolment } from './scores.errors.js';
import { assertMayGiveFinal, assertMayReplaceFinal } from './scores.policy.js';
import { isAllPublished } from './student-scores-view.js';

/** What a final grade is based on, and why it is entered. */
export interface FinalChange extends EnrolmentKey {
  readonly version: number;
  readonly input: FinalInput;
  readonly reason: string;
}

/** Enters final grades in place of computed results. */
@Injectable()
export class FinalGradesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly enrolments: EnrolmentsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly calendar: SchoolCalendar,
  ) {}

  /**
   * Enters or removes the final grade of a student, and notifies the student of another result if results are published.
   * @returns the row after the change
   * @throws ClassNotFound, ClassArchived, GradebookLocked, Forbidden, EnrolmentNotFound, NotEnrolled, StaleEnrolment, ComponentsChanged; ValidationFailed
   * for a result that the scale does not have; StaleVersion if components are published and unpublished again and again meanwhile
   */
  save(actor: Actor, change: FinalChange): Promise<Enrolment> {
    return retryOnConflict(() => this.trySave(actor, change));
  }

  private async trySave(actor: Actor, { version, input, reason, ...key }: FinalChange): Promise<Enrolment> {
    const [schoolClass, row] = await Promise.all([
      this.classes.read(key.classId, { consistent: true }),
      this.enrolments.read(key, { consistent: true }),
    ]);
    assertMayGiveFinal(actor, schoolClass);
    if (!row) throw new EnrolmentNotFound();
    if (row.status !== 'ENROLLED') throw new NotEnrolled();
    assertMayReplaceFinal(actor, row, input);
    const after = applyFinal(row, input, schoolClass, this.calendar.today());
    if (after === row) return row;
    try {
      if (row.version !== version) throw StaleEnrolment.of(row);
      await this.write(actor, schoolClass, { before: row, after, reason });
      return after;
    } catch (error) {
      // A newer row with the same final grade was written by the same request, sent twice.
      if (error instanceof StaleEnrolment && haveSameFinal(error.current, after)) return error.current;
      throw error;
    }
  }

  private async write(
    actor: Actor,
    schoolClass: SchoolClass,
    { before, after, reason }: { before: Enrolment; after: Enrolment; reason: string },
  ): Promise<void> {
    const at = this.clock.timestamp();
    const audit = this.audit.entry(actor, {
      ...{ at, reason, entity: enrolmentEntity(before), action: 'final.changed' },
      before: { final: formatFinal(before.final) },
      after: { final: formatFinal(after.final) },
    });
    const isSeen = isAllPublished(schoolClass) && isShownDifferently(before, after);
    const notices = isSeen ? [resultChangedNotice(schoolClass, after, at)] : undefined;
    await this.enrolments.saveFinal(schoolClass, { before, after, effects: { audit, notices } }, { actor, reason });
  }
}
