import { LecturerUnavailable, SourceChanged } from '../../../features/classes/classes.errors.js';
import { UnknownReference } from '../../../core/errors/errors.js';
import { SubjectRetired } from '../../../features/subjects/subjects.errors.js';
import type { Subject } from '../../../features/subjects/subject.js';
import type { User } from '../../../features/users/user.js';
import type { Action, Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { keys } from '../schema/keys.js';

// What making, moving and removing a class does to the things around it. The key of a person holds the e-mail address: an item that is not there any
// more means that the address was changed after the person was read.

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

/** Checks that a subject is active, and as it was read. */
export function checkSubjectUnchanged(database: Database, { id, version }: Subject): Action {
  return database.check('subjects', keys.subject(id), expression`#status = ${'ACTIVE'} AND #version = ${version}`, (current) =>
    current?.status === 'RETIRED' ? new SubjectRetired() : new SourceChanged(),
  );
}

/** Opens a relation of a lecturer, who must be able to teach and still have the name that was read. */
export function incrementOpenRelations(database: Database, { id, email, nameVersion }: User): Action {
  return database.update(
    'users',
    keys.user(id, email),
    expression`SET #openRelations = #openRelations + ${1}`,
    expression`#role = ${'LECTURER'} AND #status <> ${'DISABLED'} AND #nameVersion = ${nameVersion}`,
    (current) =>
      !current || (current.role === 'LECTURER' && current.status !== 'DISABLED') ? new SourceChanged() : new LecturerUnavailable(),
  );
}

/** Closes a relation of whoever leads a class, disabled or not. */
export function decrementOpenRelations(database: Database, { id, email }: User): Action {
  return database.update(
    'users',
    keys.user(id, email),
    expression`SET #openRelations = #openRelations - ${1}`,
    expression`attribute_exists(#id)`,
    () => new SourceChanged(),
  );
}
