import { detail } from '../../core/errors/domain-error.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { Actor } from '../../auth/actor.js';
import { Forbidden, ValidationFailed } from '../../core/errors/errors.js';
import { ClassArchived, ClassNotFound } from './classes.errors.js';
import type { ClassFilter } from './classes.repository.js';
import type { SchoolClass } from './school-class.js';

/** The fields of a student's row in a class that policies use. */
export interface OwnRow {
  readonly studentId: string;
  readonly status: 'ENROLLED' | 'WITHDRAWN' | 'DROPPED';
}

/** Whether the actor is an admin or the lecturer of the class. They see its roster and gradebook. */
export function mayRun(actor: Actor, { lecturerId }: Pick<SchoolClass, 'lecturerId'>): boolean {
  switch (actor.role) {
    case 'ADMIN':
      return true;
    case 'LECTURER':
      return actor.id === lecturerId;
    case 'STUDENT':
      return false;
  }
}

/** Allows admins and the lecturer of a class. @throws ClassNotFound */
export function assertMayRun<T extends Pick<SchoolClass, 'lecturerId'>>(
  actor: Actor,
  schoolClass: T | undefined,
): asserts schoolClass is T {
  if (!schoolClass || !mayRun(actor, schoolClass)) throw new ClassNotFound();
}

/** Allows admins and the lecturer of an active class. @throws ClassNotFound, ClassArchived */
export function assertMayRunActive<T extends Pick<SchoolClass, 'lecturerId' | 'status'>>(
  actor: Actor,
  schoolClass: T | undefined,
): asserts schoolClass is T {
  assertMayRun(actor, schoolClass);
  if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();
}

/** Whether the actor may see the class. @param own the actor's row in it, if it exists */
export function maySee(actor: Actor, schoolClass: Pick<SchoolClass, 'lecturerId'>, own?: OwnRow): boolean {
  switch (actor.role) {
    case 'ADMIN':
    case 'LECTURER':
      return mayRun(actor, schoolClass);
    case 'STUDENT':
      return own?.studentId === actor.id && own.status === 'ENROLLED';
  }
}

/** Narrows a filter to the classes that the actor may list. @throws Forbidden if it names another person, ValidationFailed if it is too wide */
export function narrowFilter(actor: Actor, { term, subjectId, lecturerId }: ClassFilter): ClassFilter {
  switch (actor.role) {
    case 'ADMIN':
      return { term, subjectId, lecturerId };
    case 'LECTURER':
      assertOwn(lecturerId === undefined || lecturerId === actor.id, term);
      return { term, subjectId, lecturerId: actor.id };
    case 'STUDENT':
      assertOwn(lecturerId === undefined, term);
      return { term, subjectId };
  }
}

function assertOwn(isOwn: boolean, term: string | undefined): void {
  if (!isOwn) throw new Forbidden(detail('forbidden.list'));
  if (term === undefined) throw ValidationFailed.of(fieldError('term', 'required.own_classes'));
}
