import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { ColumnMap } from '../../http/spreadsheets/column-map.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import type { Invitation } from './invitations.service.js';
import { personColumns, type PersonFileOptions, toPersonInput } from './person-file.js';
import { type ImportUsersDto, MAX_ROWS } from './user-import.dto.js';
import type { ImportRow, RowPlace } from './user-import.js';
import { InviteUserDto, type NameCheckQuery } from './users.dto.js';
import { withReadableNames } from './users.validators.js';

interface ReadOptions extends NameCheckQuery, PersonFileOptions {
  readonly map?: ColumnMap;
  readonly maxRows?: number;
}

/** The people of a file or a JSON body. */
interface People {
  /** Invalid rows carry their error. */
  readonly rows: ImportRow[];
  /** Only for a file: the names of the columns. */
  readonly ignoredColumns?: readonly string[];
}

/** Reads and validates the rows of a file or a JSON body. @throws MalformedFile, ValidationFailed for no rows or too many */
export async function readPeople(
  body: SpreadsheetFile | ImportUsersDto,
  { maxRows = MAX_ROWS, map, ...options }: ReadOptions = {},
): Promise<People> {
  const parse = (place: RowPlace, read: () => object) => parseRow(place, read, options);
  if (!(body instanceof SpreadsheetFile)) {
    return { rows: await Promise.all(body.users.map((input, index) => parse({ index }, () => input))) };
  }
  const { rows, ignored } = await body.read(personColumns(options), { maxRows, map, hasCommand: true });
  if (rows.length === 0) throw ValidationFailed.of(fieldError('file', 'no_rows'));
  const read = rows.map(async (row) => ({
    ...referencesOf(row.cells),
    ...(await parse({ line: row.line }, () => toPersonInput(row, options))),
  }));
  return { rows: await Promise.all(read), ignoredColumns: ignored };
}

/** What an outcome shows of a row, also if the row is invalid. */
function referencesOf({ email, code }: Record<string, unknown>): Pick<ImportRow, 'email' | 'code'> {
  return { email: typeof email === 'string' ? email : undefined, code: typeof code === 'string' ? code : undefined };
}

async function parseRow(place: RowPlace, read: () => object, { allowUnusualNames }: NameCheckQuery): Promise<ImportRow> {
  let references = {};
  try {
    const input = read();
    references = referencesOf(input as Record<string, unknown>);
    const invitation = (await validationPipe().transform(input, { type: 'body', metatype: InviteUserDto })) as Invitation;
    return { place, ...references, invitation: withReadableNames(invitation, allowUnusualNames) };
  } catch (error) {
    if (error instanceof ValidationFailed) return { place, ...references, refusal: error };
    throw error;
  }
}
