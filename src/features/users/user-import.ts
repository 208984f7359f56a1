import type { DomainError } from '../../core/errors/domain-error.js';
import { type Fault, fault } from '../../core/errors/field-error.js';
import { collapseSpaces } from '../../core/text/spaces.js';
import { fold } from '../../core/text/text.js';
import type { Invitation } from './invitations.service.js';
import { type UserField, userFields } from './user-fields.js';
import type { User } from './user.js';
import { CodeTaken, EmailTaken, PersonDiffers, RepeatedInFile } from './users.errors.js';

/** The position of a row: `line` of a file, or `index` in a JSON list. */
export type RowPlace = { readonly line: number } | { readonly index: number };

/** One person of a file or a list. */
export interface ImportRow {
  readonly place: RowPlace;
  /** As sent, even if invalid. */
  readonly email?: string;
  readonly code?: string;
  /** Absent if the row is invalid. */
  readonly invitation?: Invitation;
  /** Present if the row is invalid. */
  readonly refusal?: DomainError;
}

/** Adds a refusal to every row that repeats an e-mail address or a code of an earlier row. */
export function refuseRepeated(rows: readonly ImportRow[]): ImportRow[] {
  const first = { email: new Map<string, RowPlace>(), code: new Map<string, RowPlace>() };
  return rows.map((row) => {
    const [repeated] = (['email', 'code'] as const).flatMap((field) => {
      const value = row[field] && fold(row[field]);
      if (!value) return [];
      const place = first[field].get(value);
      if (!place) first[field].set(value, row.place);
      return place ? [RepeatedInFile.of(field, repetitionOf(place))] : [];
    });
    return row.refusal || !repeated ? row : { ...row, refusal: repeated };
  });
}

function repetitionOf(place: RowPlace): Fault {
  return 'line' in place ? fault('repeated.line', { line: place.line }) : fault('repeated.item', { index: place.index });
}

const COMPARED_FIELDS = userFields(({ isCompared }) => isCompared);

/** A value without differences in spaces. Phone numbers keep theirs, and lines that were stored before spaces were collapsed can have others. */
export function toComparable(value: User[UserField]): User[UserField] {
  return typeof value === 'string' ? collapseSpaces(value) : value;
}

/**
 * Matches an invitation with the existing user. Returns undefined if the e-mail address and the code are free. Does not compare fields that the
 * invitation leaves out.
 * @throws EmailTaken or CodeTaken if only one of the two belongs to the user; PersonDiffers
 */
export function matchExisting(invitation: Invitation, ofEmail: User | undefined, idOfCode: string | undefined): User | undefined {
  if (!ofEmail && !idOfCode) return undefined;
  if (!ofEmail) throw new CodeTaken();
  if (ofEmail.id !== idOfCode) throw new EmailTaken();
  const fields = COMPARED_FIELDS.filter((field) => {
    const value = (invitation as Partial<User>)[field];
    return value !== undefined && toComparable(value) !== toComparable(ofEmail[field]);
  });
  if (fields.length > 0) throw PersonDiffers.in(fields);
  return ofEmail;
}
