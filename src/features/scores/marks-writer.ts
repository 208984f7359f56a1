import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { DomainError } from '../../core/errors/domain-error.js';
import { Clock } from '../../core/time/clock.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { SchoolClass } from '../classes/school-class.js';
import { type Enrolment, enrolmentEntity } from '../enrolments/enrolment.js';
import { EnrolmentsRepository, type Grader, type MarksUpdate } from '../enrolments/enrolments.repository.js';
import { MARKS_CHANGED } from './mark-history.js';
import { marksAudit, type MarksOutcome } from './marks-change.js';
import { StaleEnrolment } from './scores.errors.js';

/** Writes marks of a class with their audit entries. The engine checks class and rows again inside the write. */
@Injectable()
export class MarksWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Writes one row, and returns it. @throws the refusals of `EnrolmentsRepository.saveMarks` */
  async saveOne(by: Grader, schoolClass: SchoolClass, before: Enrolment, after: Enrolment): Promise<Enrolment> {
    const saved = await this.saveMany(by, schoolClass, new Map([[before.studentId, { before, after }]]));
    const outcome = saved.get(before.studentId)!;
    if (outcome.error) throw outcome.error;
    return outcome.after;
  }

  /**
   * Writes the rows that change. Each row may occur in one planned outcome only.
   * @returns the outcomes under the same keys, with the errors of rows that were not written
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
        return [key, error ? settle(error, outcome.after) : outcome];
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

/** A row that has the planned marks already was written by the same request, sent twice. */
function settle(error: DomainError, { marks }: Enrolment): MarksOutcome {
  if (!(error instanceof StaleEnrolment) || !isDeepStrictEqual(error.current.marks, marks)) return { error };
  return { before: error.current, after: error.current };
}
