import { StaleVersion } from '../../../core/errors/errors.js';
import type { NewAuditEntry } from '../../../features/audit/audit-entry.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../../../features/classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../../../features/classes/gradebook-lock.js';
import type { Departure } from '../../../features/enrolments/enrolment.js';
import { onlyAdminsDrop, withdrawalReasonRequired } from '../../../features/enrolments/enrolments.errors.js';
import type { Action, Database } from '../driver/database.js';
import { expression, joined } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';
import type { ClassCondition } from './class-active-and-led-by.js';

/** Holds for a class that the actor of the entry may let a student leave: the rules of `assertMayWithdraw` and `assertMayDrop`. */
export function classAllowsDeparture({ by: { role }, reason }: NewAuditEntry, as: Departure): ClassCondition {
  const isAdmin = MAY_OVERRIDE_LOCK[role];
  const isAllowedPublished = reason !== undefined && (as === 'WITHDRAWN' || isAdmin);
  const conditions = [expression`#status = ${'ACTIVE'}`];
  if (!isAdmin || reason === undefined) conditions.push(expression`#gradesLocked = ${false}`);
  if (!isAllowedPublished) conditions.push(expression`size(#publishedComponents) = ${0}`);
  return {
    holds: joined(conditions, ' AND '),
    explain: (current: Item | undefined): Error | undefined => {
      if (!current) return new ClassNotFound();
      if (current.status !== 'ACTIVE') return new ClassArchived();
      if (current.gradesLocked && !isAdmin) return new GradebookLocked();
      const isPublished = Object.keys(current.publishedComponents as object).length > 0;
      if (reason === undefined) return current.gradesLocked || isPublished ? withdrawalReasonRequired() : undefined;
      return isPublished && !isAllowedPublished ? onlyAdminsDrop() : undefined;
    },
  };
}

/** Checks the rules for a student who has left already, and so has no seat. */
export function checkDeparture(database: Database, classId: string, audit: NewAuditEntry, as: Departure): Action {
  const { holds, explain } = classAllowsDeparture(audit, as);
  return database.check('classes', keys.class(classId), holds, (current) => explain(current) ?? new StaleVersion());
}
