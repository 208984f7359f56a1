import { SubjectTaken } from '../../../features/enrolments/enrolments.errors.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

// The guard of a student, a term and a subject: `classIds` are the classes in which the student is enrolled. Without any, only the keys remain. Rows that
// were written before there were guards, or by such a version, have none until a recount.

type Taken = Pick<SchoolClass, 'id' | 'term' | 'subjectId'>;

/** Adds a class. Fails with SubjectTaken if another class is there, unless the student may be in several. */
export function takeSubject(database: Database, studentId: string, taken: Taken, mayRepeat: boolean): Action {
  const own = new Set([taken.id]);
  const isFirst = expression`attribute_not_exists(#classIds) OR #classIds = ${own}`;
  return database.update(
    'scores',
    keys.taking(studentId, taken),
    expression`ADD #classIds ${own}`,
    mayRepeat ? undefined : isFirst,
    () => new SubjectTaken(),
  );
}

/** Removes a class, if it is there. */
export function leaveSubject(database: Database, studentId: string, left: Taken): Action {
  return database.update('scores', keys.taking(studentId, left), expression`DELETE #classIds ${new Set([left.id])}`);
}
