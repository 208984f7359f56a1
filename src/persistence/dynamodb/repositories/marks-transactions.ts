import type { Item } from '../schema/item.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../../../features/classes/classes.errors.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import { NotEnrolled } from '../../../features/enrolments/enrolments.errors.js';
import type { Grader, Refusals, MarksUpdate } from '../../../features/enrolments/enrolments.repository.js';
import { ComponentsChanged, StaleEnrolment } from '../../../features/scores/scores.errors.js';
import { transactInChunks } from '../driver/chunked-transaction.js';
import type { Action, Database } from '../driver/database.js';
import { fromEnrolmentItem } from '../schema/enrolment-item.js';
import { assignments, expression, joined } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { putAuditEntry } from '../ledger/audit.js';

/** Two actions each, and one more, are the 100 that a transaction may have. */
const ROWS_AT_ONCE = 49;

/** Writes marks of rows of one class. */
export function saveMarks(database: Database, schoolClass: SchoolClass, rows: readonly MarksUpdate[], by: Grader): Promise<Refusals> {
  return transactInChunks(database, {
    things: rows,
    atOnce: ROWS_AT_ONCE,
    shared: () => [letsGrade(database, schoolClass, by)],
    each: (row) => [regrade(database, row), putAuditEntry(database, row.audit)],
  });
}

/** Checks that the class is as the grader must find it; the first marks of a class also say that there are some. */
function letsGrade(database: Database, { id, componentsVersion, gradingStarted }: SchoolClass, by: Grader): Action {
  const conditions = [expression`#status = ${'ACTIVE'}`, expression`#componentsVersion = ${componentsVersion}`];
  if (by.actor.role === 'LECTURER') conditions.push(expression`#lecturerId = ${by.actor.id}`);
  if (!mayUnderLock(by)) conditions.push(expression`#gradesLocked = ${false}`);
  const when = joined(conditions, ' AND ');
  const otherwise = (current: Item | undefined): Error => whyNot(current, by);
  if (gradingStarted) return database.check('classes', keys.class(id), when, otherwise);
  return database.update('classes', keys.class(id), expression`SET #gradingStarted = ${true}`, when, otherwise);
}

function mayUnderLock({ actor, reason }: Grader): boolean {
  return actor.role === 'ADMIN' && reason !== undefined;
}

function whyNot(current: Item | undefined, by: Grader): Error {
  if (!current || (by.actor.role === 'LECTURER' && current.lecturerId !== by.actor.id)) return new ClassNotFound();
  if (current.status !== 'ACTIVE') return new ClassArchived();
  return current.gradesLocked && !mayUnderLock(by) ? new GradebookLocked() : new ComponentsChanged();
}

function regrade(database: Database, { before, after }: MarksUpdate): Action {
  const { classId, studentId, marks, result, version } = after;
  return database.update(
    'scores',
    keys.enrolment(classId, studentId),
    assignments({ marks, result: result && { ...result }, version }),
    expression`#version = ${before.version} AND #status = ${'ENROLLED'}`,
    (current) => (current?.status === 'ENROLLED' ? StaleEnrolment.of(fromEnrolmentItem(current)) : new NotEnrolled()),
  );
}
