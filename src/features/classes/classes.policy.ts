import type { Actor } from '../../auth/actor.js';
import { Forbidden, ValidationFailed } from '../../core/errors/errors.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { ClassFilter } from './classes.repository.js';
import type { SchoolClass } from './school-class.js';

/** Whether somebody runs a class: sees its roster and gradebook, teaches it. */
export function mayRun(actor: Actor, { lecturerId }: Pick<SchoolClass, 'lecturerId'>): boolean {
  return actor.role === 'ADMIN' || (actor.role === 'LECTURER' && actor.id === lecturerId);
}

/** Whether somebody may know of a class. @param own the caller's own row in it, if there is one */
export function maySee(actor: Actor, schoolClass: Pick<SchoolClass, 'lecturerId'>, own?: Pick<Enrolment, 'studentId' | 'status'>): boolean {
  return mayRun(actor, schoolClass) || (actor.role === 'STUDENT' && own?.studentId === actor.id && own.status === 'ENROLLED');
}

/** What a list of classes is narrowed to for its caller. @throws Forbidden if it names somebody else, ValidationFailed if it is not narrow enough */
export function filterFor(actor: Actor, { term, subjectId, lecturerId }: ClassFilter): ClassFilter {
  if (actor.role === 'ADMIN') {
    if ((term ?? subjectId ?? lecturerId) === undefined) throw required('term', 'is needed, or subjectId, or lecturerId.');
    return { term, subjectId, lecturerId };
  }
  const namesAnother = lecturerId !== undefined && !(actor.role === 'LECTURER' && actor.id === lecturerId);
  if (namesAnother) throw new Forbidden('Only your own classes are yours to list.');
  if (term === undefined) throw required('term', 'is needed; all your classes are at /me/classes.');
  return actor.role === 'LECTURER' ? { term, subjectId, lecturerId: actor.id } : { term, subjectId };
}

function required(field: string, message: string): ValidationFailed {
  return ValidationFailed.of({ field, code: 'required', message });
}
