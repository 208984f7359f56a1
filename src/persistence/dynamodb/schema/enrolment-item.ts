import type { Enrolment } from '../../../features/enrolments/enrolment.js';
import type { Item } from '../driver/database.js';

/** An enrolment from its item, which only adds what the index sorts by. */
export function toEnrolment({ termCode: _termCode, ...row }: Item): Enrolment {
  return row as unknown as Enrolment;
}
