import { LecturerUnavailable, SourceChanged } from '../../../features/classes/classes.errors.js';
import { StudentChanged, StudentDisabled, StudentNotFound } from '../../../features/enrolments/enrolments.errors.js';
import type { User } from '../../../features/users/user.js';
import { type Action, type Database, present } from '../driver/database.js';
import { expression, type Expression } from '../driver/expression.js';
import type { Item } from '../schema/item.js';
import { keys } from '../schema/keys.js';

// `openRelations` of a user: enrolments, and active classes taught. The key of a user holds the e-mail address. If no item is there, the address was
// changed after the user was read.

/** Fails with LecturerUnavailable unless the user can teach, and with SourceChanged unless they still have the name that was read. */
export function openTeachingRelation(database: Database, lecturer: User): Action {
  return openRelation(database, lecturer, 'LECTURER', (current) => {
    const canTeach = !current || (current.role === 'LECTURER' && current.status !== 'DISABLED');
    return canTeach ? new SourceChanged() : new LecturerUnavailable();
  });
}

/** Does not require an enabled lecturer. */
export function closeTeachingRelation(database: Database, lecturer: User): Action {
  return closeRelation(database, lecturer, () => new SourceChanged());
}

/** Fails with StudentNotFound or StudentDisabled unless the user can be enrolled, and with StudentChanged unless they still have the name that was read. */
export function openStudyRelation(database: Database, student: User): Action {
  return openRelation(database, student, 'STUDENT', explainNotEnrollable);
}

/** Fails like `openStudyRelation`, and opens none: a student who is moved keeps theirs. */
export function checkStudyRelation(database: Database, student: User): Action {
  return database.check('users', keys.user(student.id, student.email), canOpen(student, 'STUDENT'), explainNotEnrollable);
}

function explainNotEnrollable(current: Item | undefined): Error {
  if (!current) return new StudentChanged();
  if (current.role !== 'STUDENT') return new StudentNotFound();
  return current.status === 'DISABLED' ? new StudentDisabled() : new StudentChanged();
}

export function closeStudyRelation(database: Database, student: User): Action {
  return closeRelation(database, student, () => new StudentChanged());
}

function openRelation(database: Database, user: User, role: User['role'], explain: (current?: Item) => Error): Action {
  const change = expression`SET #openRelations = #openRelations + ${1}`;
  return database.update('users', keys.user(user.id, user.email), change, canOpen(user, role), explain);
}

function canOpen({ nameVersion }: User, role: User['role']): Expression {
  return expression`#role = ${role} AND #status <> ${'DISABLED'} AND #nameVersion = ${nameVersion}`;
}

function closeRelation(database: Database, { id, email }: User, explain: () => Error): Action {
  return database.update('users', keys.user(id, email), expression`SET #openRelations = #openRelations - ${1}`, present('users'), explain);
}
