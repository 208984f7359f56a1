import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import type { SchoolClass } from '../classes/school-class.js';
import { Clock } from '../../core/time/clock.js';
import { enrolmentEntity, type Enrolment } from '../enrolments/enrolment.js';
import { EnrolmentsRepository, type Grader, type MarksUpdate } from '../enrolments/enrolments.repository.js';
import { MARKS_CHANGED } from './mark-history.js';
import { marksAudit, type MarksOutcome } from './marks-change.js';

/** Writes new marks of a class, and records them. The engine checks the class and the rows again inside the write. */
@Injectable()
export class MarksWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Writes one row. @throws what the port refuses it with */
  async saveOne(by: Grader, schoolClass: SchoolClass, before: Enrolment, after: Enrolment): Promise<void> {
    const update = this.toUpdate(by, schoolClass, before, after, this.clock.timestamp());
    const error = (await this.enrolments.saveMarks(schoolClass, [update], by)).get(before.studentId);
    if (error) throw error;
  }

  /**
   * Writes the rows that change, each at most once among the planned outcomes.
   * @returns the outcomes under the same keys, with the errors of the rows that were not written
   */
  async saveMany<Key>(by: Grader, schoolClass: SchoolClass, planned: ReadonlyMap<Key, MarksOutcome>): Promise<Map<Key, MarksOutcome>> {
    const at = this.clock.timestamp();
    const updates = [...planned.values()].flatMap(({ before, after }) =>
      after && after !== before ? [this.toUpdate(by, schoolClass, before, after, at)] : [],
    );
    const errors = await this.enrolments.saveMarks(schoolClass, updates, by);
    return new Map(
      [...planned].map(([key, outcome]) => {
        const error = outcome.before && errors.get(outcome.before.studentId);
        return [key, error ? { error } : outcome];
      }),
    );
  }

  private toUpdate(
    { actor, reason }: Grader,
    { publishedComponents }: SchoolClass,
    before: Enrolment,
    after: Enrolment,
    at: string,
  ): MarksUpdate {
    const entity = enrolmentEntity(before);
    const changed = marksAudit(before.marks, after.marks, publishedComponents);
    return { before, after, effects: { audit: this.audit.entry(actor, { at, reason, entity, action: MARKS_CHANGED, ...changed }) } };
  }
}
