import { StaleVersion } from '../../../core/errors/errors.js';
import { ClassNotFound, GradebookLocked } from '../../../features/classes/classes.errors.js';
import { MAY_OVERRIDE_LOCK } from '../../../features/classes/gradebook-lock.js';
import type { SchoolClass } from '../../../features/classes/school-class.js';
import { type Enrolment, hasGrades } from '../../../features/enrolments/enrolment.js';
import type { Grader } from '../../../features/enrolments/enrolments.repository.js';
import { isAuditing } from '../../../features/enrolments/final.js';
import { ComponentsChanged } from '../../../features/scores/scores.errors.js';
import { type Action, type Database, present } from '../driver/database.js';
import { assignments, type Expression, expression, joined, Path } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';
import { type ClassCondition, classIsActiveAndLedBy } from './class-active-and-led-by.js';

/**
 * Checks that the grader may change marks of the class, and that students see the components that they saw when the class was read. The first marks of a
 * class also set `gradingStarted`.
 */
export function checkGradable(database: Database, schoolClass: SchoolClass, by: Grader): Action {
  return check(database, schoolClass, by, { mayBeChanged: classIsActiveAndLedBy(by.actor), facts: { gradingStarted: true } });
}

/** As `checkGradable`, for a row with another final grade: an admin with a reason may give it in a locked and in an archived class, too. */
export function checkFinal(database: Database, schoolClass: SchoolClass, after: Enrolment, by: Grader): Action {
  const anyClass: ClassCondition = { holds: present('classes'), explain: (current) => (current ? undefined : new ClassNotFound()) };
  const mayBeChanged = mayOverrideLock(by) ? anyClass : classIsActiveAndLedBy(by.actor);
  const facts = { ...(hasGrades(after) && { gradingStarted: true }), ...(isAuditing(after) && { hadAuditors: true }) };
  return check(database, schoolClass, by, { mayBeChanged, facts });
}

/** @param mayBeChanged whether the grader may change the class at all @param facts what is true of the class afterwards */
function check(
  database: Database,
  schoolClass: SchoolClass,
  by: Grader,
  { mayBeChanged, facts }: { mayBeChanged: ClassCondition; facts: Partial<Pick<SchoolClass, 'gradingStarted' | 'hadAuditors'>> },
): Action {
  const { id, componentsVersion } = schoolClass;
  const conditions = [mayBeChanged.holds, ...isAsRead(schoolClass)];
  if (!mayOverrideLock(by)) conditions.push(expression`#gradesLocked = ${false}`);
  const when = joined(conditions, ' AND ');
  const explain = (current: Item | undefined): Error =>
    mayBeChanged.explain(current) ?? explainNotGradable(current!, componentsVersion, by);
  const missing = Object.fromEntries(Object.entries(facts).filter(([name]) => !schoolClass[name as keyof typeof facts]));
  if (Object.keys(missing).length === 0) return database.check('classes', keys.class(id), when, explain);
  return database.update('classes', keys.class(id), assignments(missing), when, explain);
}

function isAsRead({ components, componentsVersion, publishedComponents }: SchoolClass): Expression[] {
  return [
    expression`#componentsVersion = ${componentsVersion}`,
    ...components.map(({ key }) => publishedAt(key, publishedComponents[key])),
  ];
}

/** Holds if a component was published at an instant, or is not published. */
function publishedAt(key: string, at: string | undefined): Expression {
  const path = new Path('publishedComponents', key);
  return at === undefined ? expression`attribute_not_exists(${path})` : expression`${path} = ${at}`;
}

/** Explains why the grader cannot save in a class that they may change. */
function explainNotGradable({ gradesLocked, componentsVersion }: Item, expectedVersion: number, by: Grader): Error {
  if (gradesLocked && !mayOverrideLock(by)) return new GradebookLocked();
  return componentsVersion === expectedVersion ? new StaleVersion() : new ComponentsChanged();
}

function mayOverrideLock({ actor, reason }: Grader): boolean {
  return MAY_OVERRIDE_LOCK[actor.role] && reason !== undefined;
}
