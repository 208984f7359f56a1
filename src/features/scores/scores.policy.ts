import type { Actor, Role } from '../../auth/actor.js';
import { detail } from '../../core/errors/domain-error.js';
import { Forbidden, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { assertMayRun, assertMayRunActive } from '../classes/classes.policy.js';
import { MAY_OVERRIDE_LOCK } from '../classes/gradebook-lock.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { isAuditing } from '../enrolments/final.js';
import { NOTATIONS } from '../grading/notation.js';
import type { FinalInput } from './final-grade.js';

type Gradebook = Pick<SchoolClass, 'lecturerId' | 'status' | 'gradesLocked'>;

/**
 * Allows admins and the lecturer of an active class to change and publish its marks. If the gradebook is locked, allows only admins who give a reason.
 * @throws ClassNotFound, ClassArchived, GradebookLocked, ValidationFailed for a missing reason
 */
export function assertMayGrade<T extends Gradebook>(actor: Actor, schoolClass: T | undefined, reason?: string): asserts schoolClass is T {
  assertMayRunActive(actor, schoolClass);
  if (!schoolClass.gradesLocked) return;
  if (!MAY_OVERRIDE_LOCK[actor.role]) throw new GradebookLocked();
  if (reason === undefined) throw ValidationFailed.of(fieldError('reason', 'required.gradebook_locked'));
}

/**
 * Allows the lecturer of an active class whose gradebook is not locked to give final grades, and admins in every class.
 * @throws ClassNotFound, ClassArchived, GradebookLocked
 */
export function assertMayGiveFinal<T extends Gradebook>(actor: Actor, schoolClass: T | undefined): asserts schoolClass is T {
  assertMayRun(actor, schoolClass);
  if (MAY_OVERRIDE_LOCK[actor.role]) return;
  assertMayRunActive(actor, schoolClass);
  if (schoolClass.gradesLocked) throw new GradebookLocked();
}

/** Whether a role may decide who audits a class. It is a matter of enrolment. */
const MAY_DECIDE_AUDITING: Readonly<Record<Role, boolean>> = { ADMIN: true, LECTURER: false, STUDENT: false };

/** Allows only admins to enter, replace and remove `AU`. @throws Forbidden */
export function assertMayReplaceFinal({ role }: Pick<Actor, 'role'>, row: Pick<Enrolment, 'final'>, { notation }: FinalInput): void {
  const concernsAuditing = isAuditing(row) || notation === NOTATIONS.AU.code;
  if (concernsAuditing && !MAY_DECIDE_AUDITING[role]) throw new Forbidden(detail('forbidden.auditing'));
}

/** Of the rows in a class that they may see, allows students their own, and admins and lecturers every row. @throws ClassNotFound */
export function assertMaySeeRowOf({ id, role }: Actor, studentId: string): void {
  switch (role) {
    case 'ADMIN':
    case 'LECTURER':
      return;
    case 'STUDENT':
      if (id !== studentId) throw new ClassNotFound();
  }
}
