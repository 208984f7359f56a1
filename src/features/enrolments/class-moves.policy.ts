import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import type { Actor } from '../../auth/actor.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { GradebookLocked } from '../classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../classes/gradebook-lock.js';
import { type SchoolClass, scaleVersion } from '../classes/school-class.js';
import type { Component } from '../grading/component.js';
import { type Enrolment, hasGrades } from './enrolment.js';
import { AlreadyEnrolled, ComponentsDiffer, NotEnrolled, OtherSubject, RowHasMarks } from './enrolments.errors.js';
import { assertMayMove } from './enrolments.policy.js';

export interface PlannedMove {
  readonly from: SchoolClass;
  readonly to: SchoolClass;
  readonly row: Enrolment;
  /** The row of the student in the other class, if there is one. */
  readonly replaced?: Enrolment;
}

/**
 * Allows moves between active classes of the same subject and term. The student must be in one and not in the other. Marks must fit, and replace none. Under a
 * lock of either class, allows only admins, with a reason.
 * @throws NotEnrolled, OtherSubject, AlreadyEnrolled, ClassArchived, RowHasMarks, ComponentsDiffer, GradebookLocked, ValidationFailed for a missing reason
 */
export function assertMayMoveTo({ role }: Pick<Actor, 'role'>, { from, to, row, replaced }: PlannedMove, reason?: string): void {
  if (row.status !== 'ENROLLED') throw new NotEnrolled();
  if (from.subjectId !== to.subjectId || from.term !== to.term) throw new OtherSubject();
  if (replaced?.status === 'ENROLLED') throw new AlreadyEnrolled();
  for (const schoolClass of [from, to]) assertMayMove(schoolClass);
  if (from.gradesLocked || to.gradesLocked) {
    if (!MAY_OVERRIDE_LOCK[role]) throw new GradebookLocked();
    if (reason === undefined) throw ValidationFailed.of(fieldError('reason', 'required.gradebook_locked'));
  }
  if (replaced && hasGrades(replaced)) throw new RowHasMarks();
  const differences = hasGrades(row) ? findDifferences(from, to) : [];
  if (differences.length > 0) throw ComponentsDiffer.of(differences);
}

/** Finds the components that only one of the classes has, or that count differently. */
function findDifferences(from: SchoolClass, to: SchoolClass): FieldError[] {
  const keys = new Set([...from.components, ...to.components].map(({ key }) => key));
  const differing = [...keys].filter((key) => !isSame(find(from, key), find(to, key)));
  return [
    ...differing.map((key) => fieldError(`components.${key}`, 'other_component')),
    ...(hasSameScale(from, to) ? [] : [fieldError('gradingScale', 'other_scale')]),
    ...(from.minimumWeight === to.minimumWeight ? [] : [fieldError('minimumWeight', 'other_minimum_weight')]),
  ];
}

function hasSameScale(from: SchoolClass, to: SchoolClass): boolean {
  return from.gradingScale === to.gradingScale && scaleVersion(from) === scaleVersion(to);
}

function find({ components }: SchoolClass, key: string): Component | undefined {
  return components.find((component) => component.key === key);
}

function isSame(one: Component | undefined, other: Component | undefined): boolean {
  return one?.weight === other?.weight && one?.bonus === other?.bonus && (one === undefined) === (other === undefined);
}
