import type { Actor } from '../auth/actor.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../classes/classes.errors.js';
import { maySee, mayRun } from '../classes/classes.policy.js';
import type { SchoolClass } from '../classes/school-class.js';
import { ValidationFailed } from '../common/errors.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { EnrolmentNotFound } from '../enrolments/enrolments.errors.js';

type Gradebook = Pick<SchoolClass, 'lecturerId' | 'status' | 'gradesLocked'>;
type Own = Pick<Enrolment, 'studentId' | 'status'>;

/** Lets those who run a class see its gradebook. @throws ClassNotFound */
export function assertMaySeeGradebook<T extends Gradebook>(actor: Actor, schoolClass: T | undefined): asserts schoolClass is T {
  if (!schoolClass || !mayRun(actor, schoolClass)) throw new ClassNotFound();
}

/**
 * Lets those who run an active class change and publish its marks; under a lock, only admins who say why.
 * @throws ClassNotFound, ClassArchived, GradebookLocked, ValidationFailed for a missing reason
 */
export function assertMayGrade<T extends Gradebook>(actor: Actor, schoolClass: T | undefined, reason?: string): asserts schoolClass is T {
  assertMayLock(actor, schoolClass);
  if (!schoolClass.gradesLocked) return;
  if (actor.role !== 'ADMIN') throw new GradebookLocked();
  if (reason === undefined)
    throw ValidationFailed.of({ field: 'reason', code: 'required', message: 'is needed: the gradebook is locked.' });
}

/** Lets those who run an active class lock its gradebook. @throws ClassNotFound, ClassArchived */
export function assertMayLock<T extends Gradebook>(actor: Actor, schoolClass: T | undefined): asserts schoolClass is T {
  assertMaySeeGradebook(actor, schoolClass);
  if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();
}

/** Lets a student see their own marks in a class. @throws ClassNotFound */
export function assertMaySeeOwn<T extends Gradebook>(
  actor: Actor,
  schoolClass: T | undefined,
  own: Own | undefined,
): asserts schoolClass is T {
  if (!schoolClass || !maySee(actor, schoolClass, own)) throw new ClassNotFound();
}

/**
 * Lets those who run a class see the history of its rows, and a student that of their own.
 * @param own the caller's own row, if there is one
 * @throws ClassNotFound, EnrolmentNotFound for a row of somebody else
 */
export function assertMaySeeHistory<T extends Gradebook>(
  actor: Actor,
  schoolClass: T | undefined,
  { studentId, own }: { studentId: string; own?: Own },
): asserts schoolClass is T {
  assertMaySeeOwn(actor, schoolClass, own);
  if (actor.role === 'STUDENT' && actor.id !== studentId) throw new EnrolmentNotFound();
}
