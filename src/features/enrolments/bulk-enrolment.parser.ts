import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { PERSON_COLUMN_NAMES, type PersonColumnNames } from '../../core/text/person-column-names.js';
import type { ColumnMap } from '../../http/spreadsheets/column-map.js';
import type { Columns } from '../../http/spreadsheets/header.js';
import { SpreadsheetFile } from '../../http/spreadsheets/spreadsheet-file.js';
import type { TableRow } from '../../http/spreadsheets/table.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { MAX_CAPACITY } from '../classes/school-class.js';
import { fullNameInColumns } from '../users/full-name.js';
import { readCode } from '../users/person-file.js';
import type { StudentLine } from './bulk-enrolment.service.js';
import { AUDITING, DISABLED } from './class-list-file.js';
import { type EnrolStudentsDto, StudentReferenceDto } from './enrolments.dto.js';

const toColumns = (person: PersonColumnNames): Columns => ({
  required: [],
  optional: ['code', 'id', 'name', 'givenName', 'familyName', DISABLED, AUDITING],
  atLeastOne: ['code', 'id'],
  names: { ...person, name: ['fullName', ...person.fullName] },
});

interface ReadOptions {
  readonly map?: ColumnMap;
  /** How the columns are called, with the names of the school. */
  readonly names?: PersonColumnNames;
}

interface StudentLines {
  /** Invalid lines of a file carry their error. */
  readonly lines: StudentLine[];
  /** Only for a file. */
  readonly ignoredColumns?: readonly string[];
}

/** Reads the lines of a file or a JSON body. @throws MalformedFile, ValidationFailed for no lines or too many */
export async function parseStudentLines(
  body: SpreadsheetFile | EnrolStudentsDto,
  { map, names = PERSON_COLUMN_NAMES }: ReadOptions = {},
): Promise<StudentLines> {
  if (!(body instanceof SpreadsheetFile)) return { lines: body.students.map(({ id, code, name }, index) => ({ id, code, name, index })) };
  const { rows, ignored } = await body.read(toColumns(names), { maxRows: MAX_CAPACITY, map });
  if (rows.length === 0) throw ValidationFailed.of(fieldError('file', 'no_rows'));
  return { lines: await Promise.all(rows.map((row) => parseLine(row))), ignoredColumns: ignored };
}

async function parseLine({
  line,
  cells: { givenName, familyName, [DISABLED]: _disabled, [AUDITING]: auditing, ...cells },
}: TableRow): Promise<StudentLine> {
  const name = cells.name || fullNameInColumns({ givenName, familyName });
  const reference = Object.fromEntries(
    Object.entries({ ...cells, code: readCode(cells.code ?? ''), name }).filter(([, cell]) => cell !== ''),
  );
  try {
    if (reference.code !== undefined && reference.id !== undefined) throw ValidationFailed.of(fieldError('id', 'id_or_code.both'));
    if (reference.code === undefined && reference.id === undefined) throw ValidationFailed.of(fieldError('code', 'id_or_code.neither'));
    await validationPipe().transform(reference, { type: 'body', metatype: StudentReferenceDto });
    return { line, ...reference, ...(auditing?.toLowerCase() === 'true' && { auditing: true }) };
  } catch (error) {
    if (error instanceof ValidationFailed) return { line, ...reference, refusal: error };
    throw error;
  }
}
