import { ClassArchived, ClassNotFound } from '../../classes/classes.errors.js';
import { termCodeOf, type SchoolClass } from '../../classes/school-class.js';
import type { DomainError } from '../../common/domain-error.js';
import {
  AlreadyEnrolled,
  ClassFull,
  NotEnrolled,
  StudentChanged,
  StudentDisabled,
  StudentNotFound,
} from '../../enrolments/enrolments.errors.js';
import type { Move, Refusals } from '../../enrolments/enrolments.repository.js';
import type { User } from '../../users/user.js';
import { ConditionsFailed, type Action, type Database, type Item } from './database.js';
import { assignments, expression } from './expression.js';
import { keys } from './keys.js';
import { count, record } from './records.js';

/** Three actions a student, and two more, stay below the 100 of a transaction. */
const STUDENTS_AT_ONCE = 24;
const ACTIONS_OF_STUDENT = 3;

/** Enrols students in their order: as many a transaction as fit, one transaction after another. */
export async function enrol(database: Database, schoolClass: SchoolClass, joining: readonly Move[], at: string): Promise<Refusals> {
  const refusals = new Map<Move, DomainError>();
  let waiting = joining;
  let atOnce = STUDENTS_AT_ONCE;
  while (waiting.length > 0) {
    const chunk = waiting.slice(0, atOnce);
    const failed = await failuresOf(database, [
      takeSeats(database, schoolClass.id, chunk.length),
      count(database, 'enrolments', chunk.length),
      ...chunk.flatMap((move) => join(database, schoolClass, move, at)),
    ]);
    if (!failed) {
      waiting = waiting.slice(chunk.length);
      atOnce = STUDENTS_AT_ONCE;
      continue;
    }
    chunk.forEach((move, index) => {
      const error = failed.slice(2 + index * ACTIONS_OF_STUDENT, 2 + (index + 1) * ACTIONS_OF_STUDENT).find((reason) => reason);
      if (error) refusals.set(move, error);
    });
    waiting = waiting.filter((move) => !refusals.has(move));
    const ofClass = failed[0];
    // Whoever is refused for themselves takes no seat: the seats that are left go to the next in order.
    atOnce = ofClass instanceof SeatsShort ? ofClass.seatsFree : STUDENTS_AT_ONCE;
    if (ofClass && atOnce === 0) waiting.forEach((move) => refusals.set(move, new ClassFull()));
  }
  return joining.map((move) => refusals.get(move));
}
