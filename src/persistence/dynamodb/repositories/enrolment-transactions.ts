import type { Item } from '../schema/item.js';
import { ClassArchived, ClassNotFound } from '../../../features/classes/classes.errors.js';
import { toTermCode, type SchoolClass } from '../../../features/classes/school-class.js';
import { AlreadyEnrolled, ClassFull, NotEnrolled } from '../../../features/enrolments/enrolments.errors.js';
import type { RosterChange, Refusals } from '../../../features/enrolments/enrolments.repository.js';
import type { User } from '../../../features/users/user.js';
import { transactInChunks, CapacityLeft } from '../driver/chunked-transaction.js';
import type { Action, Database } from '../driver/database.js';
import { assignments, expression } from '../driver/expression.js';
import { closeStudyRelation, openStudyRelation } from '../conditions/relation-counters.js';
import { keys } from '../schema/keys.js';
import { incrementTotal } from '../ledger/counters.js';
import { commit, withEffects } from '../ledger/effects.js';

/** Three actions each, and two more, stay well below the 100 of a transaction. */
const STUDENTS_AT_ONCE = 24;

/** Takes a seat for each student, in their order. */
export function enrol(database: Database, schoolClass: SchoolClass, joining: readonly RosterChange[], at: string): Promise<Refusals> {
  return transactInChunks(database, {
    things: joining,
    idOf: ({ student }) => student.id,
    atOnce: STUDENTS_AT_ONCE,
    shared: (chunk) => [takeSeats(database, schoolClass.id, chunk.length), incrementTotal(database, 'enrolments', chunk.length)],
    each: ({ student, effects }) =>
      withEffects(database, [openStudyRelation(database, student), join(database, schoolClass, student, at)], effects),
  });
}

/** Gives a seat back. */
export function withdraw(database: Database, classId: string, { student, effects }: RosterChange, at: string): Promise<void> {
  const actions = [
    leave(database, classId, student.id, at),
    returnSeat(database, classId),
    closeStudyRelation(database, student),
    incrementTotal(database, 'enrolments', -1),
  ];
  return commit(database, actions, effects);
}

function takeSeats(database: Database, classId: string, seats: number): Action {
  return database.update(
    'classes',
    keys.class(classId),
    expression`SET #seatsFree = #seatsFree - ${seats}, #hadStudents = ${true}`,
    expression`#status = ${'ACTIVE'} AND #seatsFree >= ${seats}`,
    (current) => notActive(current) ?? new CapacityLeft(current!.seatsFree as number, new ClassFull()),
  );
}

function returnSeat(database: Database, classId: string): Action {
  return database.update(
    'classes',
    keys.class(classId),
    expression`SET #seatsFree = #seatsFree + ${1}`,
    expression`#status = ${'ACTIVE'}`,
    (current) => notActive(current)!,
  );
}

function notActive(current: Item | undefined): Error | undefined {
  if (!current) return new ClassNotFound();
  return current.status === 'ACTIVE' ? undefined : new ClassArchived();
}

/** Puts a row in place, or revives the one that is there: what it holds of marks stays. */
function join(database: Database, schoolClass: SchoolClass, student: User, at: string): Action {
  const row = {
    term: schoolClass.term,
    termCode: toTermCode(schoolClass),
    classCode: schoolClass.code,
    subjectId: schoolClass.subjectId,
    studentCode: student.code,
    studentName: { givenName: student.givenName, familyName: student.familyName },
    nameVersion: student.nameVersion,
    status: 'ENROLLED',
    marks: expression`if_not_exists(#marks, ${{}})`,
    version: expression`if_not_exists(#version, ${0}) + ${1}`,
    enrolledAt: at,
    withdrawnAt: undefined,
  };
  return database.update(
    'scores',
    keys.enrolment(schoolClass.id, student.id),
    assignments(row),
    expression`attribute_not_exists(#status) OR #status = ${'WITHDRAWN'}`,
    () => new AlreadyEnrolled(),
  );
}

function leave(database: Database, classId: string, studentId: string, at: string): Action {
  return database.update(
    'scores',
    keys.enrolment(classId, studentId),
    expression`SET #status = ${'WITHDRAWN'}, #withdrawnAt = ${at}, #version = #version + ${1}`,
    expression`#status = ${'ENROLLED'}`,
    () => new NotEnrolled(),
  );
}
