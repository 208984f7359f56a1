import { IntersectionType } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { CsvRow } from '../../http/csv/csv.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { Optional } from '../../http/validation/validators.js';
import { readStudentCode } from './gradebook-file.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import type { MarksOutcome } from './marks-change.js';
import { fromOutcome, GradingReasonDto, type RowResult } from './scores.dto.js';

export const SEPARATORS = { comma: ',', semicolon: ';' } as const;

export class ExportScoresQuery {
  /**
   * The separator of cells. With `semicolon`, numbers have a decimal comma, as spreadsheet programs in many countries expect.
   * @default "comma"
   */
  @Optional()
  @IsIn(Object.keys(SEPARATORS))
  separator?: keyof typeof SEPARATORS;
}

export class ImportScoresQuery extends IntersectionType(DryRunQuery, GradingReasonDto) {}

/** The outcome for one line of the file; after a dry run, the expected outcome. */
export class ImportedLineDto {
  /**
   * The line where the row begins. The header is line 1.
   * @format int32
   * @example 2
   */
  line!: number;

  /**
   * The student code from the file.
   * @example S-2026-0001
   */
  studentCode!: string;

  outcome!: RowResult;

  /** The current row; after a dry run, the expected row. Absent if the outcome is `error`. */
  row?: GradebookRowDto;

  error?: ItemErrorDto;

  static from(row: CsvRow, outcome: MarksOutcome): ImportedLineDto {
    return { line: row.line, studentCode: readStudentCode(row), ...fromOutcome(outcome) };
  }
}

export class ImportedLinesDto {
  /** One outcome for each line that is not blank, in the order of the file. */
  results!: ImportedLineDto[];

  static from(outcomes: ReadonlyMap<CsvRow, MarksOutcome>): ImportedLinesDto {
    return { results: Array.from(outcomes, ([row, outcome]) => ImportedLineDto.from(row, outcome)) };
  }
}
