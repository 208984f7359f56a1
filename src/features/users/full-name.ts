import { type FieldError, fieldError } from '../../core/errors/field-error.js';
import { collapseSpaces } from '../../core/text/spaces.js';
import { fold } from '../../core/text/text.js';
import type { PersonName } from './user.js';

/** A full name as lists of the school show it. Blank unless both parts are known. */
export function toFullName({ givenName, familyName }: Partial<PersonName>): string {
  return givenName && familyName ? `${familyName} ${givenName}` : '';
}

/**
 * The error for a name in a file that contradicts the code beside it: a sorted or damaged column gives people the codes of others. Compares without
 * case, accents, commas and order.
 */
export function findOtherName(
  field: string,
  text: string,
  { code, givenName, familyName }: PersonName & { code: string },
): FieldError | undefined {
  if ([`${familyName} ${givenName}`, `${givenName} ${familyName}`].map(simplify).includes(simplify(text))) return undefined;
  return fieldError(field, 'name_differs', { code, familyName, givenName });
}

function simplify(name: string): string {
  return fold(collapseSpaces(name))
    .replace(/[\s,]+/g, ' ')
    .trim();
}
