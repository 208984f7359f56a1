import type { Item } from '../schema/item.js';
import { ClassArchived, ClassNotFound, GradebookLocked } from '../../../features/classes/classes.errors.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import { NotEnrolled } from '../../../features/enrolments/enrolments.errors.js';
import type { Grader, Refusals, MarksUpdate } from '../../../features/enrolments/enrolments.repository.js';
import { ComponentsChanged, StaleEnrolment } from '../../../features/scores/scores.errors.js';
import { classIsActiveAndLedBy } from '../conditions/class-active-and-led-by.js';
import { transactInChunks } from '../driver/chunked-transaction.js';
import type { Action, Database } from '../driver/database.js';
import { fromEnrolmentItem } from '../schema/enrolment-item.js';
import { assignments, expression, joined } from '../driver/expression.js';
import { keys } from '../schema/keys.js';
import { withEffects } from '../ledger/effects.js';

/** Two actions for each row, and one more, are within the 100 that a transaction may have. */
const MAX_ROWS = 49;

/** Writes marks of rows of one class. */
export function saveMarks(database: Database, schoolClass: SchoolClass, updates: readonly MarksUpdate[], by: Grader): Promise<Refusals> {
  return transactInChunks(database, {
    things: updates,
    idOf: ({ after }) => after.studentId,
    atOnce: MAX_ROWS,
    shared: () => [checkClass(database, schoolClass, by)],
    each: (update) => withEffects(database, [updateRow(database, update)], update.effects),
  });
}

/** Checks that the class still takes marks from the grader. The first marks of a class also set `gradingStarted`. */
function checkClass(database: Database, { id, componentsVersion, gradingStarted }: SchoolClass, by: Grader): Action {
  const conditions = [classIsActiveAndLedBy(by.actor).holds, expression`#componentsVersion = ${componentsVersion}`];
  if (!mayOverrideLock(by)) conditions.push(expression`#gradesLocked = ${false}`);
  const when = joined(conditions, ' AND ');
  const otherwise = (current: Item | undefined): Error => explainRefusal(current, by);
  if (gradingStarted) return database.check('classes', keys.class(id), when, otherwise);
  return database.update('classes', keys.class(id), expression`SET #gradingStarted = ${true}`, when, otherwise);
}

function mayOverrideLock({ actor, reason }: Grader): boolean {
  switch (actor.role) {
    case 'ADMIN':
      return reason !== undefined;
    case 'LECTURER':
    case 'STUDENT':
      return false;
  }
}

function explainRefusal(current: Item | undefined, by: Grader): Error {
  switch (classIsActiveAndLedBy(by.actor).explain(current)) {
    case 'not-found':
      return new ClassNotFound();
    case 'archived':
      return new ClassArchived();
    case undefined:
      return current!.gradesLocked && !mayOverrideLock(by) ? new GradebookLocked() : new ComponentsChanged();
  }
}

function updateRow(database: Database, { before, after }: MarksUpdate): Action {
  const { classId, studentId, marks, result, version } = after;
  return database.update(
    'scores',
    keys.enrolment(classId, studentId),
    assignments({ marks, result: result && { ...result }, version }),
    expression`#version = ${before.version} AND #status = ${'ENROLLED'}`,
    (current) => (current?.status === 'ENROLLED' ? StaleEnrolment.of(fromEnrolmentItem(current)) : new NotEnrolled()),
  );
}
