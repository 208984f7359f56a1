import type { Actor } from '../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../classes/classes.errors.js';
import { mayRun } from '../classes/classes.policy.js';
import type { SchoolClass } from '../classes/school-class.js';

/** Allows admins and the lecturer of an active class to add and delete its files. @throws ClassNotFound, ClassArchived */
export function assertMayChangeMaterials(actor: Actor, schoolClass: Pick<SchoolClass, 'lecturerId' | 'status'>): void {
  if (!mayRun(actor, schoolClass)) throw new ClassNotFound();
  if (schoolClass.status === 'ARCHIVED') throw new ClassArchived();
}
