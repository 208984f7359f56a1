import type { DomainError } from '../../core/errors/domain-error.js';
import { fold } from '../../core/text/text.js';
import type { Invitation } from './invitations.service.js';
import { userFields } from './user-fields.js';
import type { User } from './user.js';
import { CodeTaken, EmailTaken, PersonDiffers, RepeatedInFile } from './users.errors.js';

/** Where a row stands in what was sent: `line` of a file, `index` in a list. */
export type RowPlace = { readonly line: number } | { readonly index: number };

/** One person of a file, as it says. */
export interface ImportRow {
  readonly place: RowPlace;
  /** As it was sent, right or wrong. */
  readonly email?: string;
  readonly code?: string;
  /** Who is meant; absent if the row breaks a rule. */
  readonly invitation?: Invitation;
  /** The rule that the row breaks. */
  readonly refusal?: DomainError;
}

/** Adds a refusal to every row that names an address or a code for the second time. */
export function refuseRepeated(rows: readonly ImportRow[]): ImportRow[] {
  const first = { email: new Map<string, RowPlace>(), code: new Map<string, RowPlace>() };
  return rows.map((row) => {
    const repeated = (['email', 'code'] as const).filter((field) => {
      const value = row[field] && fold(row[field]);
      if (!value) return false;
      const isKnown = first[field].has(value);
      if (!isKnown) first[field].set(value, row.place);
      return isKnown;
    });
    const [field] = repeated;
    return row.refusal || !field ? row : { ...row, refusal: RepeatedInFile.of(field, wordsFor(first[field].get(fold(row[field]!))!)) };
  });
}

function wordsFor(place: RowPlace): string {
  return 'line' in place ? `line ${place.line}` : `users[${place.index}]`;
}

const COMPARED = userFields(({ isCompared }) => isCompared);

/**
 * The person that a row means among those who have its address or its code; undefined if there is none. Of what a row leaves out it says nothing.
 * @throws EmailTaken, CodeTaken if one of the two is somebody else's; PersonDiffers
 */
export function matchExisting(invitation: Invitation, ofEmail: User | undefined, idOfCode: string | undefined): User | undefined {
  if (!ofEmail && !idOfCode) return undefined;
  if (!ofEmail) throw new CodeTaken();
  if (ofEmail.id !== idOfCode) throw new EmailTaken();
  const fields = COMPARED.filter((field) => {
    const wanted = (invitation as Partial<User>)[field];
    return wanted !== undefined && wanted !== ofEmail[field];
  });
  if (fields.length > 0) throw PersonDiffers.in(fields);
  return ofEmail;
}
