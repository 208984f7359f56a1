import { ApiProperty, ApiSchema, IntersectionType } from '@nestjs/swagger';
import { ROLES, type Role } from '../../auth/actor.js';
import { DATE_FORMATS, type DateFormat } from '../../core/time/written-date.js';
import { NAME_DIVISIONS, type NameDivision } from './person-file.js';
import type { DomainError } from '../../core/errors/domain-error.js';
import { ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { ColumnMapQuery } from '../../http/spreadsheets/column-map.dto.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { ObjectsOnly, OneOf, Optional, QueryBoolean } from '../../http/validation/validators.js';
import type { ImportedRow, ImportOptions } from './user-import.service.js';
import type { FieldChange } from './user-update.js';
import { InviteUserDto, NameCheckQuery } from './users.dto.js';

export const MAX_ROWS = 100;

const MODES = ['add', 'update'] as const;

export class ImportUsersQuery extends IntersectionType(DryRunQuery, NameCheckQuery, ColumnMapQuery) {
  /** Only for a file: the role of people without one. */
  @Optional()
  @OneOf(ROLES)
  role?: Role;

  /**
   * What happens to people who exist. With `add`, they never change, and a row with other details is an error. With `update`, they get the names,
   * code, phone, date of birth and department of their row. A blank or absent optional field stays, and so does an absent name. An empty name beside
   * another one is removed. The e-mail address and the role never change.
   * @default "add"
   */
  @Optional()
  @OneOf(MODES)
  mode?: (typeof MODES)[number];

  /**
   * Whether `mode=update` also enables people who are disabled.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  enable?: boolean;

  /**
   * Only for a file with full names: where those of several words are divided. One word is a given name. `family-first` is for "Nguyễn | Văn An", `family-last` for "Anna Maria | Kowalska",
   * `given-last` for "Nguyễn Văn | An". A comma divides a name anyway, after the family name.
   */
  @Optional()
  @OneOf(NAME_DIVISIONS)
  divideName?: NameDivision;

  /** Only for a file: the form of dates that do not begin with the year. */
  @Optional()
  @OneOf(DATE_FORMATS)
  dateFormat?: DateFormat;
}

/** @throws ValidationFailed for `enable` without `mode=update` */
export function toImportOptions({ mode, enable = false, dryRun = false }: ImportUsersQuery): ImportOptions {
  if (enable && mode !== 'update') throw ValidationFailed.of(fieldError('enable', 'needs_update'));
  return { dryRun, enable, update: mode === 'update' };
}

export class ImportUsersDto {
  /** Each person is validated separately. An invalid person gets the outcome `error`. */
  @ApiProperty({ type: [InviteUserDto], minItems: 1, maxItems: MAX_ROWS })
  @ObjectsOnly({ min: 1, max: MAX_ROWS })
  users!: object[];
}

/** Why a row failed. */
@ApiSchema({ name: 'RowRefusal' })
export class RowErrorDto extends ItemErrorDto {
  /**
   * The first invalid column or property. The message names all of them.
   * @example phone
   */
  field?: string;

  static override from(error: DomainError, texts?: Catalogue): RowErrorDto {
    const item = ItemErrorDto.from(error, texts);
    return { ...item, field: item.errors?.[0]?.field };
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

  /**
   * Empty if the row removes a name.
   * @example Nguyễn
   */
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

  static from({ place, email, result }: ImportedRow, texts?: Catalogue): ImportOutcomeDto {
    const common = { ...place, email, outcome: result.outcome };
    if (result.outcome === 'error') return { ...common, error: RowErrorDto.from(result.refusal, texts) };
    if (result.outcome === 'not_attempted') return common;
    if (result.outcome === 'created') return { ...common, id: result.id };
    const existing = { ...common, id: result.id, disabled: result.disabled };
    return result.outcome === 'updated' ? { ...existing, changes: result.changes.map((change) => FieldChangeDto.from(change)) } : existing;
  }
}

export class ImportOutcomesDto {
  /** One outcome for each row, in the order of the request. */
  results!: ImportOutcomeDto[];

  /** Only for a file: the columns that were ignored, as named in the file. */
  ignoredColumns?: string[];

  static from(
    rows: readonly ImportedRow[],
    { ignoredColumns, texts }: { ignoredColumns?: readonly string[]; texts?: Catalogue } = {},
  ): ImportOutcomesDto {
    return {
      results: rows.map((row) => ImportOutcomeDto.from(row, texts)),
      ...(ignoredColumns && { ignoredColumns: [...ignoredColumns] }),
    };
  }
}
