import { aClass, anActor } from '../../../test/fixtures/builders.js';
import { outcomeOf } from '../../../test/fixtures/outcome-of.js';
import type { Actor } from '../../auth/actor.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { INCOMPLETE, type NotationCode, NOTATIONS } from '../grading/notation.js';
import { assertMayGrade, assertMayReplaceFinal, assertMaySeeRowOf } from './scores.policy.js';

const open = aClass();
const locked: SchoolClass = { ...open, gradesLocked: true };
const archived: SchoolClass = { ...open, status: 'ARCHIVED' };
const lockedAndArchived: SchoolClass = { ...locked, status: 'ARCHIVED' };

const admin = anActor({ role: 'ADMIN' });
const leader = anActor({ role: 'LECTURER', id: open.lecturerId });
const lecturer = anActor({ role: 'LECTURER' });
const student = anActor({ role: 'STUDENT' });
const impostor = anActor({ role: 'STUDENT', id: open.lecturerId });

describe('assertMayGrade', () => {
  it.each<[Actor, SchoolClass | undefined, string | undefined, string]>([
    [admin, open, undefined, 'ok'],
    [admin, open, 'Why.', 'ok'],
    [admin, locked, undefined, 'validation_failed'],
    [admin, locked, 'Why.', 'ok'],
    [admin, archived, 'Why.', 'class_archived'],
    [admin, lockedAndArchived, undefined, 'class_archived'],
    [admin, undefined, 'Why.', 'class_not_found'],
    [leader, open, undefined, 'ok'],
    [leader, open, 'Why.', 'ok'],
    [leader, locked, undefined, 'gradebook_locked'],
    [leader, locked, 'Why.', 'gradebook_locked'],
    [leader, archived, undefined, 'class_archived'],
    [leader, lockedAndArchived, 'Why.', 'class_archived'],
    [lecturer, open, undefined, 'class_not_found'],
    [lecturer, locked, 'Why.', 'class_not_found'],
    [lecturer, archived, undefined, 'class_not_found'],
    [student, open, undefined, 'class_not_found'],
    [impostor, open, undefined, 'class_not_found'],
  ])('decides by actor, class and reason (%#)', (actor, schoolClass, reason, expected) => {
    expect(outcomeOf(() => assertMayGrade(actor, schoolClass, reason))).toBe(expected);
  });
});

describe('assertMayReplaceFinal', () => {
  const auditing = { final: { notation: NOTATIONS.AU, basedOn: null } };
  const incomplete = { final: { notation: INCOMPLETE, basedOn: null } };

  it.each<[Actor, Pick<Enrolment, 'final'>, NotationCode | undefined, string]>([
    [leader, {}, undefined, 'ok'],
    [leader, {}, 'P', 'ok'],
    [leader, {}, 'AU', 'forbidden'],
    [leader, incomplete, undefined, 'ok'],
    [leader, incomplete, 'AU', 'forbidden'],
    [leader, auditing, undefined, 'forbidden'],
    [leader, auditing, 'NP', 'forbidden'],
    [leader, auditing, 'AU', 'forbidden'],
    [admin, {}, 'AU', 'ok'],
    [admin, auditing, undefined, 'ok'],
    [admin, auditing, 'P', 'ok'],
  ])('decides by actor, row and notation (%#)', (actor, row, notation, expected) => {
    expect(outcomeOf(() => assertMayReplaceFinal(actor, row, { notation }))).toBe(expected);
  });
});

describe('assertMaySeeRowOf', () => {
  it.each<[Actor, string, string]>([
    [student, student.id, 'ok'],
    [student, admin.id, 'class_not_found'],
    [admin, student.id, 'ok'],
    [leader, student.id, 'ok'],
    [lecturer, student.id, 'ok'],
  ])('decides by actor and student (%#)', (actor, studentId, expected) => {
    expect(outcomeOf(() => assertMaySeeRowOf(actor, studentId))).toBe(expected);
  });
});
