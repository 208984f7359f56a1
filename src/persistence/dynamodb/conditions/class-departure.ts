import type { NewAuditEntry } from '../../../features/audit/audit-entry.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../../../features/classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../../../features/classes/gradebook-lock.js';
import type { Departure } from '../../../features/enrolments/enrolment.js';
import { onlyAdminsDrop, withdrawalReasonRequired } from '../../../features/enrolments/enrolments.errors.js';
import { expression, joined } from '../driver/expression.js';
import type { Item } from '../schema/item.js';

/** Holds for a class that the actor of the entry may let a student leave: the rules of `assertMayWithdraw` and `assertMayDrop`. */
export function classAllowsDeparture({ by: { role }, reason }: NewAuditEntry, as: Departure) {
  const isAdmin = MAY_OVERRIDE_LOCK[role];
  const isAllowedPublished = reason !== undefined && (as === 'WITHDRAWN' || isAdmin);
  const conditions = [expression`#status = ${'ACTIVE'}`];
  if (!isAdmin || reason === undefined) conditions.push(expression`#gradesLocked = ${false}`);
  if (!isAllowedPublished) conditions.push(expression`size(#publishedComponents) = ${0}`);
  return {
    holds: joined(conditions, ' AND '),
    explain: (current: Item | undefined): Error => {
      if (!current) return new ClassNotFound();
      if (current.status !== 'ACTIVE') return new ClassArchived();
      if (current.gradesLocked && !isAdmin) return new GradebookLocked();
      return reason === undefined ? withdrawalReasonRequired() : onlyAdminsDrop();
    },
  };
}
