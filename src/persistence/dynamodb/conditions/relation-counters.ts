import type { Item } from '../schema/item.js';
import { UnknownReference } from '../../../core/errors/errors.js';
import { LecturerUnavailable, SourceChanged } from '../../../features/classes/classes.errors.js';
import { StudentChanged, StudentDisabled, StudentNotFound } from '../../../features/enrolments/enrolments.errors.js';
import { SubjectRetired } from '../../../features/subjects/subjects.errors.js';
import type { Subject } from '../../../features/subjects/subject.js';
import type { User } from '../../../features/users/user.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

// Counts of relations, kept beside what they are relations of. The key of a user holds the e-mail address: an item that is not there any more means
// that the address was changed after the user was read.

export function incrementClassCount(database: Database, term: string): Action {
  return database.update(
    'ledger',
    keys.term(term),
    expression`SET #classCount = #classCount + ${1}`,
    expression`attribute_exists(#pk)`,
    () => UnknownReference.to('term', 'a term'),
  );
}

export function decrementClassCount(database: Database, term: string): Action {
  return database.update('ledger', keys.term(term), expression`SET #classCount = #classCount - ${1}`);
}

/** Checks that a subject is active, and has not changed since it was read. */
export function checkSubjectUnchanged(database: Database, { id, version }: Subject): Action {
  return database.check('subjects', keys.subject(id), expression`#status = ${'ACTIVE'} AND #version = ${version}`, (current) =>
    current?.status === 'RETIRED' ? new SubjectRetired() : new SourceChanged(),
  );
}

/** Fails unless the lecturer can teach, and still has the name that was read. */
export function openTeachingRelation(database: Database, lecturer: User): Action {
  return openRelation(database, lecturer, 'LECTURER', (current) => {
    const canTeach = !current || (current.role === 'LECTURER' && current.status !== 'DISABLED');
    return canTeach ? new SourceChanged() : new LecturerUnavailable();
  });
}

/** A lecturer may be disabled meanwhile. */
export function closeTeachingRelation(database: Database, lecturer: User): Action {
  return closeRelation(database, lecturer, () => new SourceChanged());
}

/** Fails unless the student can be enrolled, and still has the name that the row copies. */
export function openStudyRelation(database: Database, student: User): Action {
  return openRelation(database, student, 'STUDENT', (current) => {
    if (!current) return new StudentChanged();
    if (current.role !== 'STUDENT') return new StudentNotFound();
    return current.status === 'DISABLED' ? new StudentDisabled() : new StudentChanged();
  });
}

export function closeStudyRelation(database: Database, student: User): Action {
  return closeRelation(database, student, () => new StudentChanged());
}

function openRelation(
  database: Database,
  { id, email, nameVersion }: User,
  role: User['role'],
  explain: (current?: Item) => Error,
): Action {
  return database.update(
    'users',
    keys.user(id, email),
    expression`SET #openRelations = #openRelations + ${1}`,
    expression`#role = ${role} AND #status <> ${'DISABLED'} AND #nameVersion = ${nameVersion}`,
    explain,
  );
}

function closeRelation(database: Database, { id, email }: User, changed: () => Error): Action {
  return database.update(
    'users',
    keys.user(id, email),
    expression`SET #openRelations = #openRelations - ${1}`,
    expression`attribute_exists(#id)`,
    changed,
  );
}
