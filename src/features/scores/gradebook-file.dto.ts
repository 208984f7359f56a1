import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import type { TableRow } from '../../http/spreadsheets/table.js';
import { ColumnMapQuery } from '../../http/spreadsheets/column-map.dto.js';
import type { FieldError } from '../../core/errors/field-error.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { FIELD_ERRORS } from '../../http/problems/problem-schemas.js';
import { translateField } from '../../http/problems/translate.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { DryRunQuery } from '../../http/validation/dry-run.dto.js';
import { Optional, QueryBoolean } from '../../http/validation/validators.js';
import { type Flag, isFlag, type Mark } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import { readStudentCode } from './gradebook-file.js';
import type { ImportedFile } from './gradebook-file.service.js';
import { countCleared, type PlannedLine } from './gradebook-import.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import { fromOutcome, GradingReasonDto, type RowResult } from './scores.dto.js';
import { type MarkConflict, StaleEnrolment } from './scores.errors.js';

export class ImportScoresQuery extends IntersectionType(DryRunQuery, GradingReasonDto, ColumnMapQuery) {
  /**
   * Whether lines with neither `row.seen` nor `version` replace marks. Otherwise they only add marks.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  overwrite?: boolean;

  /**
   * Whether the file may clear more than 10 marks.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  allowClearing?: boolean;
}

/** A mark that was edited in the file, and was changed to another value in the gradebook since the export. */
export class MarkConflictDto {
  /**
   * The key of the component.
   * @example final
   */
  component!: string;

  /**
   * The mark in the file.
   * @example 7.5
   */
  sent!: number | null;

  /**
   * The mark in the gradebook.
   * @example 8
   */
  stored!: number | null;

  /** The flag in the file, in place of a mark. */
  sentFlag?: Flag;

  /** The flag in the gradebook, in place of a mark. */
  storedFlag?: Flag;

  static from({ component, sent, stored }: MarkConflict): MarkConflictDto {
    const toNumber = (mark: Mark | undefined) => (mark === undefined || isFlag(mark) ? null : toDecimal(mark));
    const toFlag = (mark: Mark | undefined) => (isFlag(mark) ? mark : undefined);
    return { component, sent: toNumber(sent), stored: toNumber(stored), sentFlag: toFlag(sent), storedFlag: toFlag(stored) };
  }
}

/** The outcome for one line of the file; after a dry run, the expected outcome. */
export class ImportedLineDto {
  /**
   * The line where the row begins. The header is line 1.
   * @format int32
   * @example 2
   */
  line!: number;

  /**
   * The student code from the file; for an unknown e-mail address, that.
   * @example S-2026-0001
   */
  studentCode!: string;

  outcome!: RowResult;

  /** The current row; after a dry run, the expected row. Absent if the outcome is `error`. */
  row?: GradebookRowDto;

  error?: ItemErrorDto;

  /** If the outcome is `stale` and the line has `row.seen`: the marks that another request has changed. */
  conflicts?: MarkConflictDto[];

  /** What a person should know of cells that did not stop the line. Absent if there is nothing. */
  @ApiProperty({ ...FIELD_ERRORS, required: false })
  warnings?: FieldError[];

  static from(row: TableRow, { outcome, warnings }: PlannedLine, texts?: Catalogue): ImportedLineDto {
    const conflicts = outcome.error instanceof StaleEnrolment ? outcome.error.conflicts : [];
    return {
      line: row.line,
      studentCode: readStudentCode(row),
      ...fromOutcome(outcome, texts),
      ...(conflicts.length > 0 && { conflicts: conflicts.map((conflict) => MarkConflictDto.from(conflict)) }),
      ...(warnings.length > 0 && { warnings: warnings.map((warning) => translateField(warning, texts)) }),
    };
  }
}

export class ImportedLinesDto {
  /** One outcome for each line that is not blank, in the order of the file. */
  results!: ImportedLineDto[];

  /**
   * The number of marks that the file clears.
   * @format int32
   * @example 0
   */
  cleared!: number;

  /** The columns that were ignored, as named in the file. */
  ignoredColumns!: string[];

  static from({ lines, ignoredColumns }: ImportedFile, texts?: Catalogue): ImportedLinesDto {
    return {
      ignoredColumns: [...ignoredColumns],
      results: Array.from(lines, ([row, line]) => ImportedLineDto.from(row, line, texts)),
      cleared: countCleared(Array.from(lines.values(), ({ outcome }) => outcome)),
    };
  }
}
