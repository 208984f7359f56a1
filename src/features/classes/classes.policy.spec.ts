import type { Actor, Role } from '../../auth/actor.js';
import { Forbidden, ValidationFailed } from '../../core/errors/errors.js';
import type { EnrolmentStatus } from '../enrolments/enrolment.js';
import { narrowFilter, mayRun, maySee } from './classes.policy.js';

const ME = 'me';
const OTHER = 'other';
const actor = (role: Role): Actor => ({ id: ME, role });

describe('mayRun', () => {
  it.each<[Role, lecturerId: string, boolean]>([
    ['ADMIN', OTHER, true],
    ['ADMIN', ME, true],
    ['LECTURER', ME, true],
    ['LECTURER', OTHER, false],
    ['STUDENT', OTHER, false],
    ['STUDENT', ME, false],
  ])('%s, class led by %s: %s', (role, lecturerId, expected) => {
    expect(mayRun(actor(role), { lecturerId })).toBe(expected);
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
  ])('%s, class led by %s, row %j: %s', (role, lecturerId, own, expected) => {
    expect(maySee(actor(role), { lecturerId }, own && { studentId: own[0], status: own[1] })).toBe(expected);
  });
});

describe('narrowFilter', () => {
  it.each([{ term: 'T' }, { subjectId: 'S' }, { lecturerId: OTHER }, { term: 'T', subjectId: 'S', lecturerId: OTHER }])(
    'gives an admin what was asked for: %j',
    (filter) => {
      expect(narrowFilter(actor('ADMIN'), filter)).toEqual(filter);
    },
  );

  it.each<Role>(['ADMIN', 'LECTURER', 'STUDENT'])('gives %s no list of everything', (role) => {
    expect(() => narrowFilter(actor(role), {})).toThrow(ValidationFailed);
  });

  it('gives a lecturer their own classes, named or not', () => {
    expect(narrowFilter(actor('LECTURER'), { term: 'T', subjectId: 'S' })).toEqual({ term: 'T', subjectId: 'S', lecturerId: ME });
    expect(narrowFilter(actor('LECTURER'), { term: 'T', lecturerId: ME })).toEqual({ term: 'T', lecturerId: ME });
  });

  it.each<[Role, lecturerId: string]>([
    ['LECTURER', OTHER],
    ['STUDENT', OTHER],
    ['STUDENT', ME],
  ])('refuses %s the classes of %s', (role, lecturerId) => {
    expect(() => narrowFilter(actor(role), { term: 'T', lecturerId })).toThrow(Forbidden);
  });

  it('gives a student no lecturer to go by', () => {
    expect(narrowFilter(actor('STUDENT'), { term: 'T', subjectId: 'S' })).toEqual({ term: 'T', subjectId: 'S' });
  });
});
