import { anActor } from '../../../../test/fixtures/builders.js';
import type { Actor } from '../../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../../../features/classes/classes.errors.js';
import { Placeholders } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { classIsActiveAndLedBy } from './class-active-and-led-by.js';

const admin = anActor({ role: 'ADMIN' });
const leader = anActor({ role: 'LECTURER' });
const lecturer = anActor({ role: 'LECTURER' });
const student = anActor({ role: 'STUDENT' });

const active: Item = { status: 'ACTIVE', lecturerId: leader.id };
const archived: Item = { ...active, status: 'ARCHIVED' };

describe('classIsActiveAndLedBy', () => {
  it.each<[Actor, Item | undefined, (new () => Error) | undefined]>([
    [admin, active, undefined],
    [admin, archived, ClassArchived],
    [admin, undefined, ClassNotFound],
    [leader, active, undefined],
    [leader, archived, ClassArchived],
    [leader, undefined, ClassNotFound],
    [lecturer, active, ClassNotFound],
    [lecturer, archived, ClassNotFound],
    [student, active, ClassNotFound],
  ])('explains why it does not hold (%#)', (actor, current, expected) => {
    expect(classIsActiveAndLedBy(actor).explain(current)?.constructor).toBe(expected);
  });

  it.each([
    [admin, '#status = :v0'],
    [leader, '#status = :v0 AND #lecturerId = :v1'],
    [student, '#status = :v0 AND #lecturerId = :v1'],
  ])('requires that an actor who is not an admin is the lecturer of the class (%#)', (actor, expected) => {
    expect(classIsActiveAndLedBy(actor).holds.render(new Placeholders())).toBe(expected);
  });
});
