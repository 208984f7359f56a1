import { aClass, anActor, aUser } from '../../../test/fixtures/builders.js';
import type { Actor, Role } from '../../auth/actor.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ClassArchived } from '../classes/classes.errors.js';
import type { SchoolClass } from '../classes/school-class.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';
import { assertMayMove, assertMayWithdraw, explainNotEnrollable } from './enrolments.policy.js';

describe('assertMayMove', () => {
  it('allows changes of the roster in active classes only', () => {
    expect(() => assertMayMove({ status: 'ACTIVE' })).not.toThrow();
    expect(() => assertMayMove({ status: 'ARCHIVED' })).toThrow(ClassArchived);
  });
});

describe('assertMayWithdraw', () => {
  const admin = anActor({ role: 'ADMIN' });
  const lecturer = anActor({ role: 'LECTURER' });
  const open = aClass();
  const published = aClass({ publishedComponents: { midterm: '2026-11-02T08:00:00.000Z' } });
  const locked = aClass({ gradesLocked: true });
  const archived = aClass({ status: 'ARCHIVED', gradesLocked: true });

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
    const decide = () => {
      try {
        assertMayWithdraw(actor, schoolClass, reason);
        return 'ok';
      } catch (error) {
        return (error as DomainError).code;
      }
    };
    expect(decide()).toBe(expected);
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
