import { ApiProperty } from '@nestjs/swagger';
import { ValidationFailed } from '../../core/errors/errors.js';
import { RefusalDto } from '../../http/problems/item-error.dto.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { ObjectsOnly } from '../../http/validation/validators.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { readCsv, type CsvColumns } from '../../http/csv/csv.js';
import type { Invitation } from './invitations.service.js';
import type { ImportRow, RowPlace } from './user-import.js';
import type { ImportedRow } from './user-import.service.js';
import { InviteUserDto } from './users.dto.js';

export const MAX_ROWS = 100;

export const IMPORT_COLUMNS: CsvColumns = {
  required: ['email', 'role', 'code', 'givenName', 'familyName'],
  optional: ['phone', 'dateOfBirth', 'department'],
};

export class ImportUsersDto {
  /** Each is checked by itself: one that breaks a rule is an error in its outcome. */
  @ApiProperty({ type: [InviteUserDto], minItems: 1, maxItems: MAX_ROWS })
  @ObjectsOnly({ min: 1, max: MAX_ROWS })
  users!: object[];
}

/** The rows of what a client sent, each checked by itself. @throws MalformedCsv, ValidationFailed if there are none, or too many */
export async function importRowsOf(body: string | ImportUsersDto, most = MAX_ROWS): Promise<ImportRow[]> {
  if (typeof body !== 'string') return Promise.all(body.users.map((said, index) => rowOf({ index }, said)));
  const { rows } = await readCsv(body, IMPORT_COLUMNS);
  if (rows.length === 0) throw ValidationFailed.of({ field: 'file', code: 'no_rows', message: 'has a header, and nobody below it.' });
  if (rows.length > most) {
    throw ValidationFailed.of({
      field: `line ${rows[most]!.line}`,
      code: 'too_many_rows',
      message: `is beyond the ${most} rows of one request.`,
    });
  }
  // A blank cell says nothing. Where something has to be said, it breaks the rule of its column.
  const said = (cells: object) =>
    Object.fromEntries(Object.entries(cells).filter(([column, cell]) => cell !== '' || IMPORT_COLUMNS.required.includes(column)));
  return Promise.all(rows.map(({ line, cells }) => rowOf({ line }, said(cells))));
}

async function rowOf(place: RowPlace, said: object): Promise<ImportRow> {
  const { email, code } = said as Record<string, unknown>;
  const named = { place, email: typeof email === 'string' ? email : undefined, code: typeof code === 'string' ? code : undefined };
  try {
    return { ...named, invitation: (await validationPipe().transform(said, { type: 'body', metatype: InviteUserDto })) as Invitation };
  } catch (error) {
    if (error instanceof ValidationFailed) return { ...named, refusal: error };
    throw error;
  }
}

/** Why a row was refused. */
export class RowRefusalDto extends RefusalDto {
  /**
   * The first column or property that is wrong; the message names them all.
   * @example phone
   */
  field?: string;

  static override from(error: DomainError): RowRefusalDto {
    return { ...RefusalDto.from(error), field: error.details.errors?.[0]?.field };
  }
}

/** What became of one row. */
export class ImportOutcomeDto {
  /**
   * The line of the file on which the row begins; the header is line 1.
   * @format int32
   * @example 2
   */
  line?: number;

  /**
   * Where the row stands in `users`, from 0.
   * @format int32
   */
  index?: number;

  /** As the row has it. */
  email?: string;

  /** `unchanged`: there is this person, as the row says. `not_attempted`: nothing was done; send the row again. */
  outcome!: 'created' | 'unchanged' | 'error' | 'not_attempted';

  /** @format uuid */
  id?: string;

  error?: RowRefusalDto;

  static from({ place, email, became }: ImportedRow): ImportOutcomeDto {
    const told = { ...place, email, outcome: became.outcome };
    if (became.outcome === 'error') return { ...told, error: RowRefusalDto.from(became.refusal) };
    return became.outcome === 'not_attempted' ? told : { ...told, id: became.id };
  }
}

export class ImportOutcomesDto {
  /** One for each row, in the order of the request. */
  results!: ImportOutcomeDto[];

  static from(rows: readonly ImportedRow[]): ImportOutcomesDto {
    return { results: rows.map((row) => ImportOutcomeDto.from(row)) };
  }
}
