import { detail } from '../../core/errors/domain-error.js';
import { fault, fieldError } from '../../core/errors/field-error.js';
import { fold } from '../../core/text/text.js';
import { findOtherName, toFullName } from './full-name.js';
import type { Invitation } from './invitations.service.js';
import { toComparable } from './user-import.js';
import { type UserField, userFields } from './user-fields.js';
import type { User } from './user.js';
import { Anonymised, CodeTaken, PersonDiffers } from './users.errors.js';

/** A field of a person that an import gives another value. */
export interface FieldChange {
  readonly field: UserField;
  /** Absent if the person had no value. */
  readonly before?: string;
  /** Empty for a name that is removed. */
  readonly after: string;
}

const UPDATED_FIELDS = userFields(({ isUpdated }) => isUpdated);

/**
 * Finds the person whom the row of an update means. The address and the code must belong to one person. Returns undefined if both are free.
 * @throws CodeTaken, and the errors of `findChanges`
 */
export function matchForUpdate(row: Invitation, ofEmail: User | undefined, idOfCode: string | undefined): User | undefined {
  if (!ofEmail && !idOfCode) return undefined;
  if (!ofEmail) {
    throw PersonDiffers.because('email', fault('differs.email_of_code'));
  }
  if (idOfCode && idOfCode !== ofEmail.id) {
    throw new CodeTaken(detail('code_taken.two_people'), { errors: [fieldError('code', 'taken')] });
  }
  assertSamePerson(row, ofEmail);
  return ofEmail;
}

/** The fields whose values differ from the row of a person. Fields that the row leaves out stay as they are. @throws PersonDiffers, Anonymised */
export function findChanges(row: Invitation, user: User): FieldChange[] {
  assertSamePerson(row, user);
  return UPDATED_FIELDS.flatMap((field) => {
    // A name that a person does not have is an empty text.
    const [before, after] = [(user[field] as string | undefined) || undefined, row[field as keyof Invitation]];
    return after === undefined || isSame(field, before, after) ? [] : [{ field, before, after }];
  });
}

/** Case does not matter in codes, nor do spaces in other fields. */
function isSame(field: UserField, before = '', after: string): boolean {
  return field === 'code' ? fold(before) === fold(after) : toComparable(before) === toComparable(after);
}

/** A row with both another code and another name can be a slip in the address, and would make one person of two. */
function assertSamePerson(row: Invitation, user: User): void {
  if (user.anonymised) throw new Anonymised();
  if (fold(row.email) !== fold(user.email)) throw PersonDiffers.because('email', fault('differs.email_changed'));
  if (row.role !== user.role) throw PersonDiffers.because('role', fault('differs.role', { role: user.role }));
  if (fold(row.code) === fold(user.code)) return;
  // What a row leaves out stays as it is.
  const { givenName = user.givenName, familyName = user.familyName } = row;
  const otherName = findOtherName('code', toFullName({ givenName, familyName }), user);
  if (otherName) throw PersonDiffers.because('code', fault('differs.name_and_code', { name: toFullName(user), code: user.code }));
}
