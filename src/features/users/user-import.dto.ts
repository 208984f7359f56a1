import { ApiProperty, ApiSchema, IntersectionType } from '@nestjs/swagger';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { type CsvColumns, readCsv } from '../../http/spreadsheets/csv.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { ObjectsOnly } from '../../http/validation/validators.js';
import type { Invitation } from './invitations.service.js';
import type { ImportRow, RowPlace } from './user-import.js';
import type { ImportedRow } from './user-import.service.js';
import { InviteUserDto, NameCheckQuery } from './users.dto.js';
import { withReadableNames } from './users.validators.js';

export const MAX_ROWS = 100;

export const IMPORT_COLUMNS: CsvColumns = {
  required: ['email', 'role', 'code', 'givenName', 'familyName'],
  optional: ['phone', 'dateOfBirth', 'department'],
};

export class ImportUsersQuery extends IntersectionType(DryRunQuery, NameCheckQuery) {}

export class ImportUsersDto {
  /** Each person is validated separately. An invalid person gets the outcome `error`. */
  @ApiProperty({ type: [InviteUserDto], minItems: 1, maxItems: MAX_ROWS })
  @ObjectsOnly({ min: 1, max: MAX_ROWS })
  users!: object[];
}

interface ImportOptions extends NameCheckQuery {
  readonly maxRows?: number;
}

/** Reads and validates the rows of a file or a JSON body. Invalid rows carry their error. @throws MalformedCsv, ValidationFailed for no rows or too many */
export async function importRowsOf(
  body: string | ImportUsersDto,
  { maxRows = MAX_ROWS, allowUnusualNames }: ImportOptions = {},
): Promise<ImportRow[]> {
  const parse = (place: RowPlace, input: object) => parseRow(place, input, allowUnusualNames);
  if (typeof body !== 'string') return Promise.all(body.users.map((input, index) => parse({ index }, input)));
  const { rows } = readCsv(body, IMPORT_COLUMNS, maxRows);
  if (rows.length === 0) throw ValidationFailed.of({ field: 'file', code: 'no_rows', message: 'contains no rows.' });
  // A blank cell is an absent property, except in a required column, where it must fail validation.
  const toInput = (cells: object) =>
    Object.fromEntries(Object.entries(cells).filter(([column, cell]) => cell !== '' || IMPORT_COLUMNS.required.includes(column)));
  return Promise.all(rows.map(({ line, cells }) => parse({ line }, toInput(cells))));
}

async function parseRow(place: RowPlace, input: object, allowUnusualNames?: boolean): Promise<ImportRow> {
  const { email, code } = input as Record<string, unknown>;
  const references = { place, email: typeof email === 'string' ? email : undefined, code: typeof code === 'string' ? code : undefined };
  try {
    const invitation = (await validationPipe().transform(input, { type: 'body', metatype: InviteUserDto })) as Invitation;
    return { ...references, invitation: withReadableNames(invitation, allowUnusualNames) };
  } catch (error) {
    if (error instanceof ValidationFailed) return { ...references, refusal: error };
    throw error;
  }
}

/** Why a row failed. */
@ApiSchema({ name: 'RowRefusal' })
export class RowErrorDto extends ItemErrorDto {
  /**
   * The first invalid column or property. The message names all of them.
   * @example phone
   */
  field?: string;

  static override from(error: DomainError): RowErrorDto {
    return { ...ItemErrorDto.from(error), field: error.details.errors?.[0]?.field };
  }
}

/** The outcome for one row. */
export class ImportOutcomeDto {
  /**
   * Only for a CSV file: the line where the row begins. The header is line 1.
   * @format int32
   * @example 2
   */
  line?: number;

  /**
   * Only for a JSON body: the index in `users`, from 0.
   * @format int32
   */
  index?: number;

  /** The e-mail address from the row. */
  email?: string;

  /** `unchanged`: the person already exists with the same details. `not_attempted`: the row was not processed; send it again. */
  outcome!: 'created' | 'unchanged' | 'error' | 'not_attempted';

  /** @format uuid */
  id?: string;

  /** Present, and `true`, only if the person already exists and is disabled. An import enables no account. */
  disabled?: true;

  error?: RowErrorDto;

  static from({ place, email, result }: ImportedRow): ImportOutcomeDto {
    const common = { ...place, email, outcome: result.outcome };
    if (result.outcome === 'error') return { ...common, error: RowErrorDto.from(result.refusal) };
    return result.outcome === 'not_attempted' ? common : { ...common, id: result.id, disabled: result.disabled };
  }
}

export class ImportOutcomesDto {
  /** One outcome for each row, in the order of the request. */
  results!: ImportOutcomeDto[];

  static from(rows: readonly ImportedRow[]): ImportOutcomesDto {
    return { results: rows.map((row) => ImportOutcomeDto.from(row)) };
  }
}
