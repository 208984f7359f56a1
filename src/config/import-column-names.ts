import { foldName, PERSON_COLUMN_NAMES, type PersonColumn, type PersonColumnNames } from '../core/text/person-column-names.js';
import { InvalidValue, type Parser } from './env-parsers.js';

const EXAMPLE = '{"people":{"code":["Kennziffer"]}}';
const MAX_NAMES = 20;
const MAX_LENGTH = 100;
/** Columns of class lists and marks that are not about a person. */
const OTHER_COLUMNS = ['id', 'version', 'result', 'letter', 'row.status', 'row.disabled', 'row.seen'];

/**
 * Parses the names that a school adds to the columns of imported files. Returns them with those that every import understands.
 * @throws InvalidValue names every column that does not exist, and every name that is not clear
 */
export const importColumnNames: Parser<PersonColumnNames> = (text) => {
  const added = parseNames(text);
  const problems: string[] = [];
  const names: Record<string, readonly string[]> = { ...PERSON_COLUMN_NAMES };
  const known = knownNames();
  const earlier = new Map<string, string>();
  for (const [column, own] of Object.entries(added)) {
    if (!isColumn(column)) {
      problems.push(`has the column ${quote(column)}, which is none of ${Object.keys(PERSON_COLUMN_NAMES).join(', ')}`);
      continue;
    }
    for (const name of own) {
      const folded = foldName(name);
      const [meaning, double] = [known.get(folded), earlier.get(folded)];
      if (folded === '') problems.push(`has the name ${quote(name)} of ${column}, which has no letter or digit`);
      else if (double !== undefined) problems.push(`has the name ${quote(name)} of ${column}, which is the same as ${double}`);
      else if (meaning !== undefined && meaning !== column)
        problems.push(`has the name ${quote(name)} of ${column}, which already means ${meaning}`);
      earlier.set(folded, `${quote(name)} of ${column}`);
    }
    names[column] = [...PERSON_COLUMN_NAMES[column], ...own];
  }
  if (problems.length > 0) throw new InvalidValue(problems.join('; '));
  return names as PersonColumnNames;
};

/** @throws InvalidValue for text of another form */
function parseNames(text: string): Record<string, string[]> {
  const wrongForm = new InvalidValue(
    `must be JSON such as ${EXAMPLE}, with 1 to ${MAX_NAMES} names of up to ${MAX_LENGTH} characters each`,
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrongForm;
  }
  const { people, ...others } = isObject(value) ? value : {};
  if (!isObject(people) || Object.keys(others).length > 0 || !Object.values(people).every(isListOfNames)) throw wrongForm;
  return people as Record<string, string[]>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfNames(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_NAMES) return false;
  return value.every((name) => typeof name === 'string' && name.length <= MAX_LENGTH);
}

function isColumn(text: string): text is PersonColumn {
  return Object.hasOwn(PERSON_COLUMN_NAMES, text);
}

/** What each name means without a school's own names. */
function knownNames(): Map<string, string> {
  const known = Object.entries(PERSON_COLUMN_NAMES).flatMap(([column, names]) =>
    [column, ...names].map((name) => [foldName(name), column] as const),
  );
  return new Map([...OTHER_COLUMNS.map((column) => [foldName(column), column] as const), ...known]);
}

function quote(name: string): string {
  return JSON.stringify(name);
}
