import { ROLES, type Role } from '../../auth/actor.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import { foldName, PERSON_COLUMN_NAMES, type PersonColumnNames } from '../../core/text/person-column-names.js';
import { collapseSpaces } from '../../core/text/spaces.js';
import { type DateFormat, needsDateFormat, toIsoDate } from '../../core/time/written-date.js';
import type { Columns } from '../../http/spreadsheets/header.js';
import type { TableRow } from '../../http/spreadsheets/table.js';
import { isSameName, toFullName } from './full-name.js';
import { STATUS } from './people-file.js';
import type { PersonName } from './user.js';

/** Where a full name of several words is divided. A comma divides it anyway: the family name is before it. One word is a given name. */
export const NAME_DIVISIONS = ['family-first', 'family-last', 'given-last'] as const;
export type NameDivision = (typeof NAME_DIVISIONS)[number];

/** How the cells of a file are read. */
export interface PersonFileOptions {
  /** The role of people without one. */
  readonly role?: Role;
  readonly divideName?: NameDivision;
  readonly dateFormat?: DateFormat;
  /** How the columns are called, with the names of the school. */
  readonly names?: PersonColumnNames;
}

const REQUIRED = ['email', 'role', 'code', 'givenName', 'familyName'];

/** The columns of a file of people. */
export function personColumns({ role, names = PERSON_COLUMN_NAMES }: PersonFileOptions): Columns {
  return {
    required: REQUIRED.filter((column) => column !== 'role' || role === undefined),
    optional: ['fullName', 'phone', 'dateOfBirth', 'department', STATUS, ...(role === undefined ? [] : ['role'])],
    replacedBy: { fullName: ['givenName', 'familyName'] },
    names,
  };
}

const ROLE_NAMES: Readonly<Record<string, Role>> = {
  ...Object.fromEntries(ROLES.map((role) => [foldName(role), role])),
  ...Object.fromEntries(['learner', 'pupil', 'sinhvien', 'hocsinh', 'studierende', 'etudiant'].map((name) => [name, 'STUDENT' as const])),
  ...Object.fromEntries(['teacher', 'instructor', 'professor', 'giangvien', 'giaovien'].map((name) => [name, 'LECTURER' as const])),
};

/**
 * Reads the cells of a line. A blank cell is an absent property, except in a required column, where it must fail validation.
 * @throws ValidationFailed for a cell whose meaning is not certain
 */
export function toPersonInput({ cells }: TableRow, options: PersonFileOptions): Record<string, string> {
  const { fullName, [STATUS]: _status, ...others } = cells;
  const person: Record<string, string> = { ...others, ...(fullName && toNames(fullName, others, options.divideName)) };
  if (!person.role && options.role) person.role = options.role;
  else if (person.role) person.role = ROLE_NAMES[foldName(person.role)] ?? person.role;
  if (person.code) person.code = readCode(person.code);
  if (person.dateOfBirth) person.dateOfBirth = readDate(person.dateOfBirth, options.dateFormat);
  return Object.fromEntries(Object.entries(person).filter(([column, cell]) => cell !== '' || REQUIRED.includes(column)));
}

/** The code in a cell. Brightspace writes `#` before it. */
export function readCode(cell: string): string {
  return cell.replace(/^#(?=\d)/, '');
}

function readDate(text: string, format?: DateFormat): string {
  const date = toIsoDate(text, format);
  if (date === text && needsDateFormat(text)) {
    throw ValidationFailed.of(fieldError('dateOfBirth', 'date_format', { value: fieldPath(text) }));
  }
  return date;
}

/**
 * The names in the cells of a line with a full name. Cells of their own come first, and the full name completes them.
 * @throws ValidationFailed for a name that cannot be divided
 */
function toNames(fullName: string, { givenName = '', familyName = '' }: Record<string, string>, division?: NameDivision): PersonName {
  const names = { givenName, familyName };
  // The person has no other name.
  if (isSameName(fullName, names)) return names;
  const divided = divide(fullName, division);
  const isOneWord = divided.givenName === '' || divided.familyName === '';
  if (isOneWord && toFullName(names) !== '') {
    throw ValidationFailed.of(fieldError('fullName', 'name_division.other_columns', { value: fieldPath(fullName) }));
  }
  return { givenName: givenName || divided.givenName, familyName: familyName || divided.familyName };
}

/** @throws ValidationFailed for a name of several words without a comma, if nothing says where it is divided */
function divide(fullName: string, division?: NameDivision): PersonName {
  const name = collapseSpaces(fullName);
  const comma = name.indexOf(',');
  if (comma >= 0) return { familyName: name.slice(0, comma).trim(), givenName: name.slice(comma + 1).trim() };
  if (!name.includes(' ')) return { givenName: name, familyName: '' };
  if (division === undefined) throw ValidationFailed.of(fieldError('fullName', 'name_division', { value: fieldPath(fullName) }));
  const at = division === 'family-first' ? name.indexOf(' ') : name.lastIndexOf(' ');
  const [first, last] = [name.slice(0, at), name.slice(at + 1)];
  return division === 'family-last' ? { givenName: first, familyName: last } : { familyName: first, givenName: last };
}
