import { aUser } from '../../../test/fixtures/builders.js';
import type { Role } from '../../auth/actor.js';
import { ClassArchived } from '../classes/classes.errors.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';
import { assertMayMove, explainNotEnrollable } from './enrolments.policy.js';

describe('assertMayMove', () => {
  it('allows changes of the roster in active classes only', () => {
    expect(() => assertMayMove({ status: 'ACTIVE' })).not.toThrow();
    expect(() => assertMayMove({ status: 'ARCHIVED' })).toThrow(ClassArchived);
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
