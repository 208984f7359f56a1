import { termCodeOf } from '../../classes/school-class.js';
import type { Enrolment } from '../../enrolments/enrolment.js';
import type { Item } from './database.js';

/** What orders the rows of a student: term, then class code. */
export function termCodeOfRow({ term, classCode }: Pick<Enrolment, 'term' | 'classCode'>): string {
  return termCodeOf({ term, code: classCode });
}

export function toEnrolment({ termCode: _termCode, ...row }: Item): Enrolment {
  return row as unknown as Enrolment;
}
