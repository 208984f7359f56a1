import { IsIn } from 'class-validator';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { RefusalDto } from '../../http/problems/item-error.dto.js';
import { Optional, MultiLine } from '../../http/validation/validators.js';
import type { LinePlan } from './gradebook-file.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import { toldOf, type RowResult } from './scores.dto.js';

export const SEPARATORS = { comma: ',', semicolon: ';' } as const;

export class ExportScoresQuery {
  /**
   * What stands between cells. With `semicolon`, numbers have a decimal comma, as spreadsheets of many countries expect.
   * @default "comma"
   */
  @Optional()
  @IsIn(Object.keys(SEPARATORS))
  separator?: keyof typeof SEPARATORS;
}

export class ImportScoresQuery extends DryRunQuery {
  /**
   * Why, for the audit log. Needed under a lock.
   * @example "Appeal board, case 17"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

/** What became of one line of the file, or would become of it. */
export class ImportedLineDto {
  /**
   * Where it begins in the file; the header is line 1.
   * @format int32
   * @example 2
   */
  line!: number;

  /**
   * As the file has it.
   * @example S-2026-0001
   */
  studentCode!: string;

  outcome!: RowResult;

  /** The row as it is now, or after a dry run as it would be; absent for an error. */
  row?: GradebookRowDto;

  error?: RefusalDto;

  static from({ line, studentCode, ...plan }: LinePlan): ImportedLineDto {
    return { line, studentCode, ...toldOf(plan) };
  }
}

export class ImportedLinesDto {
  /** One for each line that is not blank, in the order of the file. */
  results!: ImportedLineDto[];

  static from(plans: readonly LinePlan[]): ImportedLinesDto {
    return { results: plans.map((plan) => ImportedLineDto.from(plan)) };
  }
}
