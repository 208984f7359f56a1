import { aClass, anActor, aUser } from '../../../test/fixtures/builders.js';
import { outcomeOf } from '../../../test/fixtures/outcome-of.js';
import type { Actor, Role } from '../../auth/actor.js';
import { ClassArchived } from '../classes/classes.errors.js';
import type { SchoolClass } from '../classes/school-class.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';
import {
  assertMayDrop,
  assertMayMove,
  assertMayWithdraw,
  defaultDeparture,
  type DeparturePeriod,
  explainNotEnrollable,
  toDeparturePeriod,
} from './enrolments.policy.js';

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
  it.each<[Actor, SchoolClass, DeparturePeriod, string | undefined, string]>([
    [admin, open, 'UNDATED', undefined, 'ok'],
    [admin, open, 'DROP', undefined, 'ok'],
    [admin, open, 'WITHDRAW', undefined, 'ok'],
    [admin, open, 'OVER', undefined, 'validation_failed'],
    [admin, open, 'OVER', 'Why.', 'ok'],
    [admin, published, 'DROP', undefined, 'validation_failed'],
    [admin, published, 'DROP', 'Why.', 'ok'],
    [admin, locked, 'DROP', undefined, 'validation_failed'],
    [admin, locked, 'DROP', 'Why.', 'ok'],
    [admin, archived, 'DROP', 'Why.', 'class_archived'],
    [lecturer, open, 'WITHDRAW', undefined, 'ok'],
    [lecturer, open, 'OVER', 'Why.', 'forbidden'],
    [lecturer, published, 'WITHDRAW', undefined, 'validation_failed'],
    [lecturer, published, 'WITHDRAW', 'Why.', 'ok'],
    [lecturer, locked, 'DROP', undefined, 'gradebook_locked'],
    [lecturer, locked, 'DROP', 'Why.', 'gradebook_locked'],
  ])('decides by role, class, deadlines and reason (%#)', (actor, schoolClass, period, reason, expected) => {
    expect(outcomeOf(() => assertMayWithdraw(actor, schoolClass, { period, reason }))).toBe(expected);
  });
});

describe('assertMayDrop', () => {
  it.each<[Actor, SchoolClass, DeparturePeriod, string | undefined, string]>([
    [admin, open, 'DROP', undefined, 'ok'],
    [admin, open, 'WITHDRAW', undefined, 'ok'],
    [admin, open, 'OVER', undefined, 'validation_failed'],
    [admin, open, 'OVER', 'Why.', 'ok'],
    [admin, published, 'DROP', undefined, 'validation_failed'],
    [admin, published, 'WITHDRAW', 'Why.', 'ok'],
    [admin, locked, 'DROP', undefined, 'validation_failed'],
    [admin, locked, 'WITHDRAW', 'Why.', 'ok'],
    [admin, archived, 'DROP', 'Why.', 'class_archived'],
    [lecturer, open, 'DROP', undefined, 'ok'],
    [lecturer, open, 'UNDATED', undefined, 'ok'],
    [lecturer, open, 'WITHDRAW', 'Why.', 'forbidden'],
    [lecturer, published, 'DROP', undefined, 'validation_failed'],
    [lecturer, published, 'UNDATED', 'Why.', 'forbidden'],
    [lecturer, locked, 'DROP', 'Why.', 'gradebook_locked'],
  ])('decides by role, class, deadlines and reason (%#)', (actor, schoolClass, period, reason, expected) => {
    expect(outcomeOf(() => assertMayDrop(actor, schoolClass, { period, reason }))).toBe(expected);
  });
});

describe('toDeparturePeriod', () => {
  it.each<[drop: string | undefined, withdraw: string | undefined, today: string, DeparturePeriod]>([
    [undefined, undefined, '2026-09-21', 'UNDATED'],
    ['2026-09-21', undefined, '2026-09-20', 'DROP'],
    ['2026-09-21', undefined, '2026-09-21', 'DROP'],
    ['2026-09-21', undefined, '2026-09-22', 'WITHDRAW'],
    ['2026-09-21', '2026-11-30', '2026-09-21', 'DROP'],
    ['2026-09-21', '2026-11-30', '2026-11-30', 'WITHDRAW'],
    ['2026-09-21', '2026-11-30', '2026-12-01', 'OVER'],
    ['2026-11-30', '2026-11-30', '2026-11-30', 'DROP'],
    ['2026-11-30', '2026-11-30', '2026-12-01', 'OVER'],
    [undefined, '2026-11-30', '2026-11-30', 'UNDATED'],
    [undefined, '2026-11-30', '2026-12-01', 'OVER'],
  ])('of the deadlines %s and %s is, on %s, %s', (dropDeadline, withdrawDeadline, today, expected) => {
    expect(toDeparturePeriod({ dropDeadline, withdrawDeadline }, today)).toBe(expected);
  });
});

describe('defaultDeparture', () => {
  it.each<[DeparturePeriod, SchoolClass, string]>([
    ['DROP', open, 'DROPPED'],
    ['DROP', published, 'DROPPED'],
    ['WITHDRAW', open, 'WITHDRAWN'],
    ['OVER', open, 'WITHDRAWN'],
    ['UNDATED', open, 'DROPPED'],
    ['UNDATED', published, 'WITHDRAWN'],
  ])('decides by deadlines and publications (%#)', (period, schoolClass, expected) => {
    expect(defaultDeparture(period, schoolClass)).toBe(expected);
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
