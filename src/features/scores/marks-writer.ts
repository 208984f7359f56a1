import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { DomainError } from '../../core/errors/domain-error.js';
import { StaleVersion } from '../../core/errors/errors.js';
import { Clock } from '../../core/time/clock.js';
import type { Notification } from '../../effects/notification.js';
import type { NewAuditEntry } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { SchoolClass } from '../classes/school-class.js';
import { type Enrolment, enrolmentEntity } from '../enrolments/enrolment.js';
import { EnrolmentsRepository, type Grader, type MarksUpdate } from '../enrolments/enrolments.repository.js';
import { feedbackAudit } from './feedback-change.js';
import { MARKS_CHANGED } from './mark-history.js';
import { type ChangedMarks, markChangedNotices } from './mark-changed.notice.js';
import { changedKeys, marksAudit, type MarksOutcome } from './marks-change.js';
import { StaleEnrolment } from './scores.errors.js';

type MarksChange = Omit<MarksUpdate, 'effects'>;

/** The audit action of a change of feedback alone. */
const FEEDBACK_CHANGED = 'feedback.changed';

/** Writes marks of a class with their audit entries. The engine checks class and rows again inside the write. */
@Injectable()
export class MarksWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Writes one row, and returns it. Like `saveMany`, and throws the error of the row. */
  async saveOne(by: Grader, schoolClass: SchoolClass, change: MarksChange): Promise<Enrolment> {
    const { studentId } = change.before;
    const outcome = (await this.saveMany(by, schoolClass, new Map([[studentId, change]]))).get(studentId)!;
    if (outcome.error) throw outcome.error;
    return outcome.after;
  }

  /**
   * Writes the rows that change, and notifies students whose published marks change. Each row may occur in one planned outcome only.
   * @returns the outcomes under the same keys, with the errors of rows that were not written
   * @throws StaleVersion if a component was published or unpublished since the class was read, and some rows were not written; also if a row with changed
   * feedback may have been written by the same request, sent twice
   */
  async saveMany<Key>(by: Grader, schoolClass: SchoolClass, planned: ReadonlyMap<Key, MarksOutcome>): Promise<Map<Key, MarksOutcome>> {
    const at = this.clock.timestamp();
    const changed = [...planned.values()].flatMap((outcome) => (outcome.after && outcome.after !== outcome.before ? [outcome] : []));
    const notices = markChangedNotices(schoolClass, changed.flatMap(toVisibleChange(schoolClass)), at);
    const updates = changed.map((change) => this.toUpdate(by, schoolClass, change, at, notices.get(change.after.studentId)));
    const errors = await this.enrolments.saveMarks(schoolClass, updates, by);
    // The caller reads the class again. What was written is then unchanged.
    for (const error of errors.values()) if (error instanceof StaleVersion) throw error;
    return new Map(
      [...planned].map(([key, outcome]) => {
        const error = outcome.before && errors.get(outcome.before.studentId);
        return [key, error ? settle(error, outcome) : outcome];
      }),
    );
  }

  private toUpdate(
    { actor, reason }: Grader,
    schoolClass: SchoolClass,
    { before, after, feedback }: MarksChange,
    at: string,
    notice?: Notification,
  ): MarksUpdate {
    const facts = toFacts(schoolClass, { before, after, feedback });
    const audit = this.audit.entry(actor, { at, reason, entity: enrolmentEntity(before), ...facts });
    return { before, after, feedback, effects: { audit, notices: notice && [notice] } };
  }
}

function toFacts(schoolClass: SchoolClass, { before, after, feedback }: MarksChange): Pick<NewAuditEntry, 'action' | 'before' | 'after'> {
  const texts = feedback ? feedbackAudit(before, after, feedback) : undefined;
  if (texts && changedKeys(before.marks, after.marks).length === 0) return { action: FEEDBACK_CHANGED, ...texts };
  const marks = marksAudit(before.marks, after.marks, schoolClass);
  return { action: MARKS_CHANGED, before: { ...marks.before, ...texts?.before }, after: { ...marks.after, ...texts?.after } };
}

/** The published marks of a row that change. */
function toVisibleChange({ publishedComponents }: SchoolClass): (change: MarksChange) => ChangedMarks[] {
  return ({ before, after: { classId, studentId, marks } }) => {
    const keys = changedKeys(before.marks, marks).filter((key) => Object.hasOwn(publishedComponents, key));
    return keys.length > 0 ? [{ classId, studentId, keys }] : [];
  };
}

/** A row that has the planned marks already was written by the same request, sent twice. @throws StaleVersion if only another reading tells */
function settle(error: DomainError, { after, feedback }: MarksChange): MarksOutcome {
  if (!(error instanceof StaleEnrolment) || !isDeepStrictEqual(error.current.marks, after.marks)) return { error, row: after };
  if (feedback) throw new StaleVersion();
  return { before: error.current, after: error.current };
}
