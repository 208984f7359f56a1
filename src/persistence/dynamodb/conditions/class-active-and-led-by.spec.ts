import { anActor } from '../../../../test/fixtures/builders.js';
import type { Actor } from '../../../auth/actor.js';
import type { Item } from '../schema/item.js';
import { Placeholders } from '../driver/expression.js';
import { classIsActiveAndLedBy } from './class-active-and-led-by.js';

const admin = anActor({ role: 'ADMIN' });
const leader = anActor({ role: 'LECTURER' });
const lecturer = anActor({ role: 'LECTURER' });
const student = anActor({ role: 'STUDENT' });

const active: Item = { status: 'ACTIVE', lecturerId: leader.id };
const archived: Item = { ...active, status: 'ARCHIVED' };

describe('classIsActiveAndLedBy', () => {
  it.each<[Actor, Item | undefined, string | undefined]>([
    [admin, active, undefined],
    [admin, archived, 'archived'],
    [admin, undefined, 'not-found'],
    [leader, active, undefined],
    [leader, archived, 'archived'],
    [leader, undefined, 'not-found'],
    [lecturer, active, 'not-found'],
    [lecturer, archived, 'not-found'],
    [student, active, 'not-found'],
  ])('explains why it does not hold (%#)', (actor, current, expected) => {
    expect(classIsActiveAndLedBy(actor).explain(current)).toBe(expected);
  });

  it.each([
    [admin, '#status = :v0'],
    [leader, '#status = :v0 AND #lecturerId = :v1'],
    [student, '#status = :v0 AND #lecturerId = :v1'],
  ])('requires an actor who is not an admin to lead the class (%#)', (actor, expected) => {
    expect(classIsActiveAndLedBy(actor).holds.render(new Placeholders())).toBe(expected);
  });
});
