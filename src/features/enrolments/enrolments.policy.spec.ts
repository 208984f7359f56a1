import { aClass, anActor, aUser } from '../../../test/fixtures/builders.js';
import { outcomeOf } from '../../../test/fixtures/outcome-of.js';
import type { Actor, Role } from '../../auth/actor.js';
import { ClassArchived } from '../classes/classes.errors.js';
import type { SchoolClass } from '../classes/school-class.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';
import { assertMayDrop, assertMayMove, assertMayWithdraw, explainNotEnrollable, toDropPeriod } from './enrolments.policy.js';

describe('assertMayMove', () => {
  it('allows changes of the roster in active classes only', () => {
    expect(() => assertMayMove({ status: 'ACTIVE' })).not.toThrow();
    expect(() => assertMayMove({ status: 'ARCHIVED' })).toThrow(ClassArchived);
  });
});

const admin = anActor({ role: 'ADMIN' });
const lecturer = anActor({ role: 'LECTURER' });
const open = aClass();
const published = aClass({ publishedComponents: { midterm: '2026-11-02T08:00:00.000Z' } });
const locked = aClass({ gradesLocked: true });
const archived = aClass({ status: 'ARCHIVED', gradesLocked: true });

describe('assertMayWithdraw', () => {
  it.each<[Actor, SchoolClass, string | undefined, string]>([
    [admin, open, undefined, 'ok'],
    [admin, open, 'Why.', 'ok'],
    [admin, published, undefined, 'validation_failed'],
    [admin, published, 'Why.', 'ok'],
    [admin, locked, undefined, 'validation_failed'],
    [admin, locked, 'Why.', 'ok'],
    [admin, archived, 'Why.', 'class_archived'],
    [lecturer, open, undefined, 'ok'],
    [lecturer, published, undefined, 'validation_failed'],
    [lecturer, published, 'Why.', 'ok'],
    [lecturer, locked, undefined, 'gradebook_locked'],
    [lecturer, locked, 'Why.', 'gradebook_locked'],
  ])('decides by role, class and reason (%#)', (actor, schoolClass, reason, expected) => {
    expect(outcomeOf(() => assertMayWithdraw(actor, schoolClass, reason))).toBe(expected);
  });
});

describe('assertMayDrop', () => {
  it.each<[Actor, SchoolClass, isLate: boolean, string | undefined, string]>([
    [admin, open, false, undefined, 'ok'],
    [admin, open, true, undefined, 'ok'],
    [admin, published, false, undefined, 'validation_failed'],
    [admin, published, true, 'Why.', 'ok'],
    [admin, locked, false, undefined, 'validation_failed'],
    [admin, locked, true, 'Why.', 'ok'],
    [admin, archived, false, 'Why.', 'class_archived'],
    [lecturer, open, false, undefined, 'ok'],
    [lecturer, open, true, 'Why.', 'forbidden'],
    [lecturer, published, false, undefined, 'validation_failed'],
    [lecturer, published, false, 'Why.', 'forbidden'],
    [lecturer, locked, false, 'Why.', 'gradebook_locked'],
  ])('decides by role, class, deadline and reason (%#)', (actor, schoolClass, isLate, reason, expected) => {
    expect(outcomeOf(() => assertMayDrop(actor, schoolClass, { isLate, reason }))).toBe(expected);
  });
});

describe('toDropPeriod', () => {
  it.each([
    [undefined, '2026-09-21', 'NONE'],
    ['2026-09-21', '2026-09-20', 'OPEN'],
    ['2026-09-21', '2026-09-21', 'OPEN'],
    ['2026-09-21', '2026-09-22', 'OVER'],
  ])('of the deadline %s is, on %s, %s', (dropDeadline, today, expected) => {
    expect(toDropPeriod({ dropDeadline }, today)).toBe(expected);
  });
});

describe('explainNotEnrollable', () => {
  it.each(['ACTIVE', 'INVITED'] as const)('returns nothing for a student who is %s', (status) => {
    expect(explainNotEnrollable(aUser({ status }))).toBeUndefined();
  });

  it('refuses disabled students, other people and unknown people', () => {
    expect(explainNotEnrollable(aUser({ status: 'DISABLED' }))).toBeInstanceOf(StudentDisabled);
    for (const role of ['ADMIN', 'LECTURER'] satisfies Role[])
      expect(explainNotEnrollable(aUser({ role }))).toBeInstanceOf(StudentNotFound);
    expect(explainNotEnrollable(aUser({ role: 'LECTURER', status: 'DISABLED' }))).toBeInstanceOf(StudentNotFound);
    expect(explainNotEnrollable(undefined)).toBeInstanceOf(StudentNotFound);
  });
});
