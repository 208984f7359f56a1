import type { User } from './user.js';

/** For the reader of an exported file. An import ignores it. */
export const STATUS = 'row.status';

const FIELDS = ['email', 'role', 'code', 'givenName', 'familyName', 'phone', 'dateOfBirth', 'department'] as const;

/** The columns of an exported file of people, in order: those of an import, and the status. */
export const PEOPLE_FILE_COLUMNS: readonly string[] = [...FIELDS, STATUS];

/** The rows of the file. Anonymised people are left out: an import would refuse them, and nothing is left to export. */
export function toPeopleRows(people: readonly User[]): (string | undefined)[][] {
  return people.filter(({ anonymised }) => !anonymised).map((user) => [...FIELDS.map((field) => user[field]), user.status]);
}
