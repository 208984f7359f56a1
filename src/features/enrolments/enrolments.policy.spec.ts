import { aClass, anActor, aUser } from '../../../test/fixtures/builders.js';
import type { Role } from '../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../classes/classes.errors.js';
import { StudentDisabled, StudentNotFound } from './enrolments.errors.js';
import { assertMayMove, assertMaySeeRoster, explainNotEnrollable } from './enrolments.policy.js';

describe('the roster', () => {
  const schoolClass = aClass();
  const leader = { id: schoolClass.lecturerId };

  it.each<[string, Parameters<typeof assertMaySeeRoster>]>([
    ['an admin', [anActor({ role: 'ADMIN' }), schoolClass]],
    ['the lecturer of the class', [anActor({ role: 'LECTURER', ...leader }), schoolClass]],
    ['the lecturer of an archived class', [anActor({ role: 'LECTURER', ...leader }), { ...schoolClass, status: 'ARCHIVED' } as never]],
  ])('is seen by %s', (_who, [actor, ofClass]) => {
    expect(() => assertMaySeeRoster(actor, ofClass)).not.toThrow();
  });

  it.each<[string, Parameters<typeof assertMaySeeRoster>]>([
    ['another lecturer', [anActor({ role: 'LECTURER' }), schoolClass]],
    ['a student', [anActor({ role: 'STUDENT' }), schoolClass]],
    ['a student with the id of the lecturer', [anActor({ role: 'STUDENT', ...leader }), schoolClass]],
    ['an admin, of no class', [anActor({ role: 'ADMIN' }), undefined]],
  ])('is not seen by %s', (_who, [actor, ofClass]) => {
    expect(() => assertMaySeeRoster(actor, ofClass)).toThrow(ClassNotFound);
  });
});

describe('joining and leaving', () => {
  it('goes on in an active class, and ends with an archived one', () => {
    expect(() => assertMayMove({ status: 'ACTIVE' })).not.toThrow();
    expect(() => assertMayMove({ status: 'ARCHIVED' })).toThrow(ClassArchived);
  });

  it.each(['ACTIVE', 'INVITED'] as const)('is open to a student who is %s', (status) => {
    expect(explainNotEnrollable(aUser({ status }))).toBeUndefined();
  });

  it('is not open to a student who is disabled, to others, and to nobody', () => {
    expect(explainNotEnrollable(aUser({ status: 'DISABLED' }))).toBeInstanceOf(StudentDisabled);
    for (const role of ['ADMIN', 'LECTURER'] satisfies Role[])
      expect(explainNotEnrollable(aUser({ role }))).toBeInstanceOf(StudentNotFound);
    expect(explainNotEnrollable(aUser({ role: 'LECTURER', status: 'DISABLED' }))).toBeInstanceOf(StudentNotFound);
    expect(explainNotEnrollable(undefined)).toBeInstanceOf(StudentNotFound);
  });
});
