import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { collapseSpaces } from '../../core/text/spaces.js';
import { fold } from '../../core/text/text.js';
import type { PersonName } from './user.js';

/** A full name as lists of the school show it: the family name, then the given name, or the only name of a person with one. */
export function toFullName({ givenName, familyName }: PersonName): string {
  return [familyName, givenName].filter((name) => name !== '').join(' ');
}

/**
 * The full name in the two columns of a file. A blank cell says that the person has no such name. Without one of the columns the file has only a part of
 * the name, so there is nothing to compare, and the result is blank.
 */
export function fullNameInColumns({ givenName, familyName }: Partial<PersonName>): string {
  return givenName === undefined || familyName === undefined ? '' : toFullName({ givenName, familyName });
}

/**
 * The error for a name in a file that contradicts the code beside it: a sorted or damaged column gives people the codes of others. Compares as
 * `isSameName`.
 */
export function findOtherName(
  field: string,
  text: string,
  { code, givenName, familyName }: PersonName & { code: string },
): FieldError | undefined {
  const name = { givenName, familyName };
  return isSameName(text, name) ? undefined : fieldError(field, 'name_differs', { code, name: toFullName(name) });
}

/** Whether a text is a full name, in either order, without regard to case, accents and commas. */
export function isSameName(text: string, { givenName, familyName }: PersonName): boolean {
  const reversed = { givenName: familyName, familyName: givenName };
  return [toFullName({ givenName, familyName }), toFullName(reversed)].map(simplify).includes(simplify(text));
}

function simplify(name: string): string {
  return fold(collapseSpaces(name))
    .replace(/[\s,]+/g, ' ')
    .trim();
}
