import { StaleVersion } from '../../../core/errors/errors.js';
import { ClassArchived, ClassChanged, ClassNotFound } from '../../../features/classes/classes.errors.js';
import { MAX_CAPACITY, type SchoolClass } from '../../../features/classes/school-class.js';
import { ClassFull } from '../../../features/enrolments/enrolments.errors.js';
import type { ClassLeft } from '../../../features/enrolments/enrolments.repository.js';
import { CapacityLeft } from '../driver/chunked-transaction.js';
import type { Action, Database } from '../driver/database.js';
import { type Expression, expression } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';
import type { ClassCondition } from './class-active-and-led-by.js';

// The seats of a class: `seatsFree` of `capacity`. `extraSeats` of them were added for one person each.

/** Takes free seats. The rows copy the term, so it must be the one that was read. */
export function takeSeats(database: Database, { id, term }: SchoolClass, hasAuditor: boolean, seats: number): Action {
  return database.update(
    'classes',
    keys.class(id),
    expression`SET #seatsFree = #seatsFree - ${seats}, ${hadStudents(hasAuditor)}`,
    expression`#status = ${'ACTIVE'} AND #term = ${term} AND #seatsFree >= ${seats}`,
    (current) => explainNotJoinable(current, term) ?? new CapacityLeft(current!.seatsFree as number, new ClassFull()),
  );
}

/** Adds a seat to a full class, and takes it. The capacity is part of the class, so this makes a new version of it. */
export function addSeat(database: Database, { id, term }: SchoolClass, hasAuditor: boolean, at: string): Action {
  const added = expression`#capacity = #capacity + ${1}, #extraSeats = if_not_exists(#extraSeats, ${0}) + ${1}`;
  return database.update(
    'classes',
    keys.class(id),
    expression`SET ${added}, ${hadStudents(hasAuditor)}, #version = #version + ${1}, #updatedAt = ${at}`,
    expression`#status = ${'ACTIVE'} AND #term = ${term} AND #seatsFree <= ${0} AND #capacity < ${MAX_CAPACITY}`,
    (current) => explainNotJoinable(current, term) ?? ((current!.seatsFree as number) > 0 ? new StaleVersion() : new ClassFull()),
  );
}

/** What a class remembers of the students who join it. @param hasAuditor whether one of them audits it */
export function hadStudents(hasAuditor: boolean): Expression {
  return hasAuditor ? expression`#hadStudents = ${true}, #hadAuditors = ${true}` : expression`#hadStudents = ${true}`;
}

/** Frees the seat of a student who leaves, if the rules allow it. A seat that was added for one person goes away instead. */
export function releaseSeat(database: Database, { id, extraSeats = 0 }: ClassLeft, at: string, { holds, explain }: ClassCondition): Action {
  const hasExtra = extraSeats > 0;
  const removed = expression`#capacity = #capacity - ${1}, #extraSeats = #extraSeats - ${1}, #version = #version + ${1}, #updatedAt = ${at}`;
  const change = hasExtra ? removed : expression`#seatsFree = #seatsFree + ${1}`;
  const isAsRead = hasExtra ? expression`#extraSeats > ${0}` : expression`(attribute_not_exists(#extraSeats) OR #extraSeats = ${0})`;
  return database.update(
    'classes',
    keys.class(id),
    expression`SET ${change}`,
    expression`${holds} AND ${isAsRead}`,
    (current) => explain(current) ?? new StaleVersion(),
  );
}

function explainNotJoinable(current: Item | undefined, term: string): Error | undefined {
  if (!current) return new ClassNotFound();
  if (current.status !== 'ACTIVE') return new ClassArchived();
  return current.term === term ? undefined : new ClassChanged();
}
