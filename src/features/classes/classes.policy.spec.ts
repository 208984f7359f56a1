import { anActor } from '../../../test/fixtures/builders.js';
import type { Actor, Role } from '../../auth/actor.js';
import { Forbidden, ValidationFailed } from '../../core/errors/errors.js';
import type { EnrolmentStatus } from '../enrolments/enrolment.js';
import { ClassArchived, ClassNotFound } from './classes.errors.js';
import { assertMayRunActive, mayRun, maySee, narrowFilter } from './classes.policy.js';
import type { ClassStatus } from './school-class.js';

const ME = 'me';
const OTHER = 'other';
const actor = (role: Role): Actor => anActor({ id: ME, role });

describe('mayRun', () => {
  it.each<[Role, lecturerId: string, boolean]>([
    ['ADMIN', OTHER, true],
    ['ADMIN', ME, true],
    ['LECTURER', ME, true],
    ['LECTURER', OTHER, false],
    ['STUDENT', OTHER, false],
    ['STUDENT', ME, false],
  ])('decides for %s and a class of %s: %s', (role, lecturerId, expected) => {
    expect(mayRun(actor(role), { lecturerId })).toBe(expected);
  });
});

describe('assertMayRunActive', () => {
  it.each<[Role, lecturerId: string, ClassStatus, (new () => Error) | undefined]>([
    ['ADMIN', OTHER, 'ACTIVE', undefined],
    ['ADMIN', OTHER, 'ARCHIVED', ClassArchived],
    ['LECTURER', ME, 'ACTIVE', undefined],
    ['LECTURER', ME, 'ARCHIVED', ClassArchived],
    ['LECTURER', OTHER, 'ACTIVE', ClassNotFound],
    ['LECTURER', OTHER, 'ARCHIVED', ClassNotFound],
    ['STUDENT', OTHER, 'ACTIVE', ClassNotFound],
    ['STUDENT', ME, 'ACTIVE', ClassNotFound],
    ['STUDENT', ME, 'ARCHIVED', ClassNotFound],
  ])('decides for %s and a class of %s that is %s: %p', (role, lecturerId, status, refusal) => {
    const attempt = () => assertMayRunActive(actor(role), { lecturerId, status });
    if (refusal) expect(attempt).toThrow(refusal);
    else expect(attempt).not.toThrow();
  });

  it('refuses an admin without a class', () => {
    expect(() => assertMayRunActive(actor('ADMIN'), undefined)).toThrow(ClassNotFound);
  });
});

describe('maySee', () => {
  it.each<[Role, lecturerId: string, own: [studentId: string, EnrolmentStatus] | undefined, boolean]>([
    ['ADMIN', OTHER, undefined, true],
    ['LECTURER', ME, undefined, true],
    ['LECTURER', OTHER, undefined, false],
    ['LECTURER', OTHER, [ME, 'ENROLLED'], false],
    ['STUDENT', OTHER, undefined, false],
    ['STUDENT', OTHER, [ME, 'ENROLLED'], true],
    ['STUDENT', OTHER, [ME, 'WITHDRAWN'], false],
    ['STUDENT', OTHER, [OTHER, 'ENROLLED'], false],
    ['STUDENT', ME, undefined, false],
  ])('decides for %s, a class of %s and the row %j: %s', (role, lecturerId, own, expected) => {
    expect(maySee(actor(role), { lecturerId }, own && { studentId: own[0], status: own[1] })).toBe(expected);
  });
});

describe('narrowFilter', () => {
  it.each([{}, { term: 'T' }, { subjectId: 'S' }, { lecturerId: OTHER }, { term: 'T', subjectId: 'S', lecturerId: OTHER }])(
    'keeps the filter of an admin: %j',
    (filter) => {
      expect(narrowFilter(actor('ADMIN'), filter)).toEqual(filter);
    },
  );

  it.each<Role>(['LECTURER', 'STUDENT'])('refuses %s an empty filter', (role) => {
    expect(() => narrowFilter(actor(role), {})).toThrow(ValidationFailed);
  });

  it('adds the own id to the filter of a lecturer', () => {
    expect(narrowFilter(actor('LECTURER'), { term: 'T', subjectId: 'S' })).toEqual({ term: 'T', subjectId: 'S', lecturerId: ME });
    expect(narrowFilter(actor('LECTURER'), { term: 'T', lecturerId: ME })).toEqual({ term: 'T', lecturerId: ME });
  });

  it.each<[Role, lecturerId: string]>([
    ['LECTURER', OTHER],
    ['STUDENT', OTHER],
    ['STUDENT', ME],
  ])('refuses %s a filter by the lecturer %s', (role, lecturerId) => {
    expect(() => narrowFilter(actor(role), { term: 'T', lecturerId })).toThrow(Forbidden);
  });

  it('keeps the filter of a student', () => {
    expect(narrowFilter(actor('STUDENT'), { term: 'T', subjectId: 'S' })).toEqual({ term: 'T', subjectId: 'S' });
  });
});
