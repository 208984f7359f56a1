import { StaleVersion, ValidationFailed } from '../../../core/errors/errors.js';
import { fieldError } from '../../../core/errors/field-error.js';
import type { NewAuditEntry } from '../../../features/audit/audit-entry.js';
import { ClassArchived, ClassChanged, ClassNotFound, GradebookLocked } from '../../../features/classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../../../features/classes/gradebook-lock.js';
import { type SchoolClass, toTermCode } from '../../../features/classes/school-class.js';
import { type Enrolment, hasGrades, type Origin } from '../../../features/enrolments/enrolment.js';
import { feedbackKeysOf } from '../../../features/enrolments/feedback.js';
import { ClassFull } from '../../../features/enrolments/enrolments.errors.js';
import type { ClassMove } from '../../../features/enrolments/enrolments.repository.js';
import { isAuditing } from '../../../features/enrolments/final.js';
import { absent, type Action, type Database, present } from '../driver/database.js';
import { expression, joined } from '../driver/expression.js';
import { putAuditEntry } from '../ledger/audit.js';
import type { Item, Value } from '../schema/item.js';
import { fromFeedbackItem } from '../schema/feedback-item.js';
import { keys } from '../schema/keys.js';
import type { ClassCondition } from './class-active-and-led-by.js';
import { hadStudents, releaseSeat } from './class-seats.js';
import { moveFeedback } from './feedback.js';
import { checkStudyRelation } from './relation-counters.js';

// A move copies a row as it is stored: with attributes that only a later version of the app knows.

export interface PlannedMove {
  /** The row in the new class. */
  readonly moved: Item;
  readonly actions: readonly Action[];
}

/** Reads what a move copies, and plans its actions. @throws StaleVersion if the row has changed since */
export async function planMove(database: Database, move: ClassMove, at: string): Promise<PlannedMove> {
  const { from, to, row, replaced, student, left, effects } = move;
  const key = keys.enrolment(from.id, student.id);
  const [stored, guard, texts] = await Promise.all([
    database.get('scores', key, { consistent: true }),
    database.get('scores', keys.taking(student.id, to), { consistent: true }),
    database.batchGet('scores', feedbackKeysOf(row).map(keys.feedback), { consistent: true }),
  ]);
  if (stored?.version !== row.version) throw new StaleVersion();
  const moved = toMovedRow(stored, move, at);
  const explain = () => new StaleVersion();
  const isUnchanged = expression`#version = ${row.version} AND #status = ${'ENROLLED'}`;
  const actions = [
    database.delete('scores', key, isUnchanged, explain),
    database.put('scores', moved, explain, replaced ? expression`#version = ${replaced.version}` : absent('scores')),
    leaveForMove(database, from, effects.audit),
    joinByMove(database, to, effects.audit, row),
    moveGuardOfSubject(database, guard, move),
    ...moveFeedback(database, texts.map(fromFeedbackItem), { classId: to.id }),
    checkStudyRelation(database, student),
    putAuditEntry(database, left),
  ];
  return { moved, actions };
}

/** Frees the seat in the old class, whose grading is as it was read. */
function leaveForMove(database: Database, from: SchoolClass, audit: NewAuditEntry): Action {
  return releaseSeat(database, from, audit.at, movable(from, audit));
}

/** Takes a seat in the new class, whose grading is as it was read. What the row has counts as entered there. */
function joinByMove(database: Database, to: SchoolClass, audit: NewAuditEntry, row: Enrolment): Action {
  const { holds, explain } = movable(to, audit);
  const started = hasGrades(row) ? expression`, #gradingStarted = ${true}` : expression``;
  return database.update(
    'classes',
    keys.class(to.id),
    expression`SET #seatsFree = #seatsFree - ${1}, ${hadStudents(isAuditing(row))}${started}`,
    expression`${holds} AND #seatsFree >= ${1}`,
    (current) => explain(current) ?? new ClassFull(),
  );
}

/** The row in the new class. It replaces a row without marks, so its version is greater than both. */
function toMovedRow(stored: Item, { from, to, student, row, replaced }: ClassMove, at: string): Item {
  // What the student saw last was published by the old class. The transaction requires an enabled student, also if the row does not say so yet.
  const { lastSeen: _lastSeen, withdrawnAt: _withdrawnAt, droppedAt: _droppedAt, disabled: _disabled, ...kept } = stored;
  const origins: Origin[] = [...(row.movedFrom ?? []), { classId: from.id, at }];
  return {
    ...kept,
    ...keys.enrolment(to.id, student.id),
    term: to.term,
    termCode: toTermCode(to),
    classCode: to.code,
    studentCode: student.code,
    studentName: { givenName: student.givenName, familyName: student.familyName },
    nameVersion: student.nameVersion,
    version: Math.max(row.version, replaced?.version ?? 0) + 1,
    enrolledAt: at,
    movedFrom: origins as unknown as Value,
  };
}

/** Replaces the class in the guard of the subject, which must be as it was read. */
function moveGuardOfSubject(database: Database, guard: Item | undefined, { from, to, student }: ClassMove): Action {
  const had = guard?.classIds as ReadonlySet<string> | undefined;
  const classIds = new Set([...(had ?? [])].filter((id) => id !== from.id)).add(to.id);
  const isUnchanged = had ? expression`#classIds = ${had}` : expression`attribute_not_exists(#classIds)`;
  const change = expression`SET #classIds = ${classIds}`;
  return database.update('scores', keys.taking(student.id, to), change, isUnchanged, () => new StaleVersion());
}

/** Holds for an active class with the grading and the term that were read, if its gradebook is not locked or an admin gives a reason. */
function movable({ term, componentsVersion }: SchoolClass, { by: { role }, reason }: NewAuditEntry): ClassCondition {
  const isAdmin = MAY_OVERRIDE_LOCK[role];
  const mayOverride = isAdmin && reason !== undefined;
  const conditions = [
    expression`${present('classes')} AND #status = ${'ACTIVE'} AND #term = ${term} AND #componentsVersion = ${componentsVersion}`,
    ...(mayOverride ? [] : [expression`#gradesLocked = ${false}`]),
  ];
  return {
    holds: joined(conditions, ' AND '),
    explain: (current) => {
      if (!current) return new ClassNotFound();
      if (current.status !== 'ACTIVE') return new ClassArchived();
      if (current.term !== term) return new ClassChanged();
      if (current.componentsVersion !== componentsVersion) return new StaleVersion();
      if (!current.gradesLocked || mayOverride) return undefined;
      return isAdmin ? ValidationFailed.of(fieldError('reason', 'required.gradebook_locked')) : new GradebookLocked();
    },
  };
}
