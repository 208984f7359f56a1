import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '../audit/audit-entry.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Actor } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import { Clock } from '../../core/time/clock.js';
import { enrolmentEntity, type Enrolment } from '../enrolments/enrolment.js';
import { EnrolmentsRepository } from '../enrolments/enrolments.repository.js';
import { MARKS_CHANGED } from './mark-history.js';
import { marksAudit, type Plan } from './marks-change.js';

/** A plan that has another row to write. */
type Due = Partial<Plan> & { readonly row: Enrolment; readonly after: Enrolment };

/** Writes what was planned for rows of one class, and records it. */
@Injectable()
export class MarksWriter {
  constructor(
    private readonly enrolments: EnrolmentsRepository,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @returns the plans in their order, each with what refused it in the end, if anything did */
  async save<T extends Partial<Plan>>(actor: Actor, schoolClass: SchoolClass, plans: readonly T[], reason?: string): Promise<T[]> {
    const at = this.clock.timestamp();
    const due = plans.filter((plan): plan is T & Due => plan.row !== undefined && plan.after !== undefined);
    const regradings = due.map(({ row, after }) => ({
      before: row,
      after,
      audit: this.entry(actor, { row, after }, schoolClass, { at, reason }),
    }));
    // What was checked before is checked again inside the write: a lock or a new lecturer in between refuses it.
    const refusals = await this.enrolments.saveMarks(schoolClass, regradings, { actor, reason });
    const refused = new Map<T, T['refusal']>(due.map((plan, index) => [plan, refusals[index]]));
    return plans.map((plan) => ({ ...plan, refusal: plan.refusal ?? refused.get(plan) }));
  }

  private entry(
    actor: Actor,
    { row, after }: Due,
    { publishedComponents }: SchoolClass,
    told: { at: string; reason?: string },
  ): AuditEntry {
    const entity = enrolmentEntity(row);
    return this.audit.entry(actor, { ...told, entity, action: MARKS_CHANGED, ...marksAudit(row.marks, after.marks, publishedComponents) });
  }
}
