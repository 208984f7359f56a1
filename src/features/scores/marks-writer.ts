import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { DomainError } from '../../core/errors/domain-error.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { Clock } from '../../core/time/clock.js';
import type { Notification } from '../../effects/notification.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { SchoolClass } from '../classes/school-class.js';
import { type Enrolment, enrolmentEntity } from '../enrolments/enrolment.js';
import { EnrolmentsRepository, type Grader, type MarksUpdate } from '../enrolments/enrolments.repository.js';
import { MARKS_CHANGED } from './mark-history.js';
import { type ChangedMarks, markChangedNotices } from './mark-changed.notice.js';
import { changedKeys, marksAudit, type MarksOutcome } from './marks-change.js';
import { StaleEnrolment } from './scores.errors.js';

type MarksChange = Pick<MarksUpdate, 'before' | 'after'>;

/** Writes marks of a class with their audit entries. The engine checks class and rows again inside the write. */
@Injectable()
export class MarksWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Writes one row, and returns it. Like `saveMany`, and throws the error of the row. */
  async saveOne(by: Grader, schoolClass: SchoolClass, before: Enrolment, after: Enrolment): Promise<Enrolment> {
    const saved = await this.saveMany(by, schoolClass, new Map([[before.studentId, { before, after }]]));
    const outcome = saved.get(before.studentId)!;
    if (outcome.error) throw outcome.error;
    return outcome.after;
  }

  /**
   * Writes the rows that change, and notifies students whose published marks change. Each row may occur in one planned outcome only.
   * @returns the outcomes under the same keys, with the errors of rows that were not written
   * @throws StaleVersion if a component was published or unpublished since the class was read, and some rows were not written
   */
  async saveMany<Key>(by: Grader, schoolClass: SchoolClass, planned: ReadonlyMap<Key, MarksOutcome>): Promise<Map<Key, MarksOutcome>> {
    const at = this.clock.timestamp();
    const changed = [...planned.values()].flatMap(({ before, after }) => (after && after !== before ? [{ before, after }] : []));
    const notices = markChangedNotices(schoolClass, changed.flatMap(toVisibleChange(schoolClass)), at);
    const updates = changed.map(({ before, after }) => this.toUpdate(by, schoolClass, before, after, at, notices.get(after.studentId)));
    const errors = await this.enrolments.saveMarks(schoolClass, updates, by);
    // The caller reads the class again. What was written is then unchanged.
    for (const error of errors.values()) if (error instanceof StaleVersion) throw error;
    return new Map(
      [...planned].map(([key, outcome]) => {
        const error = outcome.before && errors.get(outcome.before.studentId);
        return [key, error ? settle(error, outcome.after) : outcome];
      }),
    );
  }

  private toUpdate(
    { actor, reason }: Grader,
    schoolClass: SchoolClass,
    before: Enrolment,
    after: Enrolment,
    at: string,
    notice?: Notification,
  ): MarksUpdate {
    const entity = enrolmentEntity(before);
    const changed = marksAudit(before.marks, after.marks, schoolClass);
    const audit = this.audit.entry(actor, { at, reason, entity, action: MARKS_CHANGED, ...changed });
    return { before, after, effects: { audit, notices: notice && [notice] } };
  }
}

/** The published marks of a row that change. */
function toVisibleChange({ publishedComponents }: SchoolClass): (change: MarksChange) => ChangedMarks[] {
  return ({ before, after: { classId, studentId, marks } }) => {
    const keys = changedKeys(before.marks, marks).filter((key) => Object.hasOwn(publishedComponents, key));
    return keys.length > 0 ? [{ classId, studentId, keys }] : [];
  };
}

/** A row that has the planned marks already was written by the same request, sent twice. */
function settle(error: DomainError, row: Enrolment): MarksOutcome {
  if (!(error instanceof StaleEnrolment) || !isDeepStrictEqual(error.current.marks, row.marks)) return { error, row };
  return { before: error.current, after: error.current };
}
