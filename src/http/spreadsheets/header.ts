import { ValidationFailed } from '../../core/errors/errors.js';
import { type Fault, fault, type FieldError, fieldError } from '../../core/errors/field-error.js';
import { fieldPath } from '../../core/text/field-path.js';
import { foldName } from '../../core/text/person-column-names.js';
import { normalise } from '../../core/text/text.js';
import type { ColumnMap } from './column-map.js';
import { MalformedFile } from './malformed-file.js';

/** The columns that a file can have. The file may have others, which are ignored. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** Required columns that a file need not have if it has another one: by the name of that one. */
  readonly replacedBy?: Readonly<Record<string, readonly string[]>>;
  /** Columns of which a file must have at least one. */
  readonly atLeastOne?: readonly string[];
  /** Other names of columns, as people and other products write them. Case, accents, spaces and punctuation do not matter. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
}

export interface Header {
  /** The expected column at each place up to the last name; undefined for one that is ignored. */
  readonly columns: readonly (string | undefined)[];
  /** What is ignored: the names in the file, or `column 3` for a column without a name. */
  readonly ignored: readonly string[];
}

interface Match extends Header {
  /** What speaks against the row as the header. */
  readonly errors: readonly FieldError[];
}

/** The names of all columns, in the forms that are compared. */
interface Dictionary {
  readonly columns: Columns;
  readonly map: ReadonlyMap<string, string | null>;
  readonly exact: ReadonlyMap<string, string>;
  readonly folded: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The maximum number of errors in a response. */
const MAX_ERRORS = 10;
/** A longer cell is no name. */
const MAX_NAME = 300;

/**
 * Finds the header: the first row with all required columns. The rows before it are titles.
 * @param rows the first rows of the file that are not blank
 * @returns the header, and its place among the rows
 * @throws MalformedFile names every column that is missing, repeated or not clear; ValidationFailed for a map that does not fit
 */
export function findHeader(rows: readonly (readonly string[])[], columns: Columns, map: ColumnMap = {}): { header: Header; at: number } {
  const dictionary = toDictionary(columns, map);
  const named = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
  const matches = named.map((row) => matchRow(row, dictionary));
  const at = matches.findIndex(({ errors }) => errors.length === 0);
  if (at < 0) {
    const count = ({ columns: found }: Match) => found.filter((column) => column !== undefined).length;
    const best = matches.reduce((one, other) => (count(other) > count(one) ? other : one));
    throw MalformedFile.of(...best.errors.slice(0, MAX_ERRORS));
  }
  const unused = [...dictionary.map.keys()].find((name) => !named[at]!.includes(name));
  if (unused !== undefined) throw mapError(fault('column_map.no_such_name', { name: unused }));
  return { header: matches[at]!, at };
}

/** @throws ValidationFailed for a map with a column that does not exist */
function toDictionary(columns: Columns, map: ColumnMap): Dictionary {
  const known = [...columns.required, ...(columns.optional ?? [])];
  const wrong = Object.values(map).find((column): column is string => column !== null && !known.includes(column));
  if (wrong !== undefined) throw mapError(fault('column_map.no_such_column', { column: wrong, columns: known }));
  const folded = new Map<string, Set<string>>();
  for (const column of known) {
    for (const name of [column, ...(columns.names?.[column] ?? [])].map(foldName)) {
      folded.set(name, (folded.get(name) ?? new Set()).add(column));
    }
  }
  return {
    columns,
    map: new Map(Object.entries(map).map(([name, column]) => [normalise(name).trim(), column])),
    exact: new Map(known.map((column) => [column.toLowerCase(), column])),
    folded,
  };
}

function matchRow(row: readonly string[], { columns, map, exact, folded }: Dictionary): Match {
  const certain = row.map((name) => {
    const column = map.get(name);
    return column === undefined ? exact.get(name.toLowerCase()) : (column ?? undefined);
  });
  // A column that has its exact name needs no other.
  const similar = row.map((name, at) =>
    certain[at] === undefined && name !== '' && name.length <= MAX_NAME && !map.has(name)
      ? [...(folded.get(foldName(name)) ?? [])].filter((column) => !certain.includes(column))
      : [],
  );
  const found = row.map((_name, at) => certain[at] ?? (similar[at]!.length === 1 ? similar[at]![0] : undefined));
  const ignored = row.flatMap((name, at) => (found[at] === undefined ? [name === '' ? `column ${at + 1}` : name] : []));
  const unclear = row.flatMap((name, at) => (similar[at]!.length > 1 ? [unclearColumn(name, similar[at]!)] : []));
  return { columns: found, ignored, errors: [...unclear, ...findErrors(row, columns, { found, ignored })] };
}

function unclearColumn(field: string, columns: readonly string[]): FieldError {
  return fieldError(fieldPath(field), 'unclear_column', { columns });
}

function findErrors(
  row: readonly string[],
  { required, replacedBy = {}, atLeastOne = [] }: Columns,
  { found, ignored }: { found: readonly (string | undefined)[]; ignored: readonly string[] },
): FieldError[] {
  const has = (column: string) => found.includes(column);
  const repeated = [...new Set(found.filter((column, at) => column !== undefined && found.indexOf(column) < at))] as string[];
  // A full name is not needed beside its parts, so it need not be clear.
  const isNeeded = (column: string) => !replacedBy[column]?.every(has);
  const replaced = Object.keys(replacedBy).flatMap((column) => (has(column) ? replacedBy[column]! : []));
  const missing = required.filter((column) => !has(column) && !replaced.includes(column));
  const unclear = { ignored: ignored.slice(0, MAX_ERRORS).map((name) => fieldPath(name)) };
  const isUnclear = ignored.length > 0;
  const isNonePresent = atLeastOne.length > 0 && !atLeastOne.some(has);
  return [
    ...repeated.filter(isNeeded).map((field) => {
      const names = row.filter((_name, at) => found[at] === field).map((name) => fieldPath(name));
      return fieldError(field, 'repeated_column', { names });
    }),
    ...missing.map((field, index) =>
      isUnclear && index === 0 ? fieldError(field, 'missing_column.unclear', unclear) : fieldError(field, 'missing_column'),
    ),
    ...(isNonePresent
      ? [
          isUnclear
            ? fieldError('file', 'missing_column.one_of_unclear', { columns: atLeastOne, ...unclear })
            : fieldError('file', 'missing_column.one_of', { columns: atLeastOne }),
        ]
      : []),
  ];
}

export function mapError(of: Fault): ValidationFailed {
  return ValidationFailed.of({ field: 'map', ...of });
}
