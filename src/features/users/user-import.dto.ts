import { ApiProperty, ApiSchema, IntersectionType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { type CsvColumns, readCsv } from '../../http/spreadsheets/csv.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { validationPipe } from '../../http/validation/validation.pipe.js';
import { ObjectsOnly, Optional, QueryBoolean } from '../../http/validation/validators.js';
import type { Invitation } from './invitations.service.js';
import type { ImportRow, RowPlace } from './user-import.js';
import type { ImportedRow, ImportOptions } from './user-import.service.js';
import type { FieldChange } from './user-update.js';
import { InviteUserDto, NameCheckQuery } from './users.dto.js';
import { withReadableNames } from './users.validators.js';

export const MAX_ROWS = 100;

export const IMPORT_COLUMNS: CsvColumns = {
  required: ['email', 'role', 'code', 'givenName', 'familyName'],
  optional: ['phone', 'dateOfBirth', 'department'],
};

const MODES = ['add', 'update'] as const;

export class ImportUsersQuery extends IntersectionType(DryRunQuery, NameCheckQuery) {
  /**
   * What happens to people who exist. With `add`, they never change, and a row with other details is an error. With `update`, they get the names,
   * code, phone, date of birth and department of their row. A blank or absent optional field stays. The e-mail address and the role never change.
   * @default "add"
   */
  @Optional()
  @IsIn(MODES)
  mode?: (typeof MODES)[number];

  /**
   * Whether `mode=update` also enables people who are disabled.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  enable?: boolean;
}

/** @throws ValidationFailed for `enable` without `mode=update` */
export function toImportOptions({ mode, enable = false, dryRun = false }: ImportUsersQuery): ImportOptions {
  if (enable && mode !== 'update') throw ValidationFailed.of({ field: 'enable', code: 'needs_update', message: 'needs mode=update.' });
  return { dryRun, enable, update: mode === 'update' };
}

export class ImportUsersDto {
  /** Each person is validated separately. An invalid person gets the outcome `error`. */
  @ApiProperty({ type: [InviteUserDto], minItems: 1, maxItems: MAX_ROWS })
  @ObjectsOnly({ min: 1, max: MAX_ROWS })
  users!: object[];
}

interface ReadOptions extends NameCheckQuery {
  readonly maxRows?: number;
}

/** Reads and validates the rows of a file or a JSON body. Invalid rows carry their error. @throws MalformedCsv, ValidationFailed for no rows or too many */
export async function importRowsOf(
  body: string | ImportUsersDto,
  { maxRows = MAX_ROWS, allowUnusualNames }: ReadOptions = {},
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

/** A field that got another value. */
export class FieldChangeDto {
  /** @example familyName */
  field!: string;

  /**
   * Absent if the person had no value.
   * @example Nguyen
   */
  before?: string;

  /** @example Nguyễn */
  after!: string;

  static from({ field, before, after }: FieldChange): FieldChangeDto {
    return { field, before, after };
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

  /**
   * `unchanged`: the person already exists with the same details. `updated`: the person has the details of the row now. `not_attempted`: the row was
   * not processed; send it again.
   */
  outcome!: 'created' | 'updated' | 'unchanged' | 'error' | 'not_attempted';

  /** @format uuid */
  id?: string;

  /** Present, and `true`, only if the person already exists and stays disabled. Only an import with `enable=true` enables people. */
  disabled?: true;

  /** Only with `updated`: what the row changed, or would change. */
  changes?: FieldChangeDto[];

  error?: RowErrorDto;

  static from({ place, email, result }: ImportedRow): ImportOutcomeDto {
    const common = { ...place, email, outcome: result.outcome };
    if (result.outcome === 'error') return { ...common, error: RowErrorDto.from(result.refusal) };
    if (result.outcome === 'not_attempted') return common;
    if (result.outcome === 'created') return { ...common, id: result.id };
    const existing = { ...common, id: result.id, disabled: result.disabled };
    return result.outcome === 'updated' ? { ...existing, changes: result.changes.map((change) => FieldChangeDto.from(change)) } : existing;
  }
}

export class ImportOutcomesDto {
  /** One outcome for each row, in the order of the request. */
  results!: ImportOutcomeDto[];

  static from(rows: readonly ImportedRow[]): ImportOutcomesDto {
    return { results: rows.map((row) => ImportOutcomeDto.from(row)) };
  }
}
