import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { Id, ListOf, Optional, MultiLine, Version } from '../../http/validation/validators.js';
import { GradebookRowDto } from './gradebook-row.dto.js';
import type { Plan } from './marks-change.js';
import { StaleEnrolment } from './scores.errors.js';
import type { RowOutcome } from './scores.service.js';

const MAX_ROWS = 200;

const Marks = (): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', minimum: 0, nullable: true },
    example: { midterm: 7.25, final: null },
  });

export class SaveMarksDto {
  /**
   * The version of the row that you change.
   * @example 1
   */
  @Version()
  version!: number;

  /** New marks by component key: a number from 0 to the maximum of the scale, with at most two decimal places. `null` clears a mark. Components that you leave out do not change. */
  @Marks()
  @IsObject()
  marks!: Record<string, number | null>;

  /**
   * The reason, for the audit log. Required if the gradebook is locked.
   * @example "Appeal board, case 17"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export class SaveRowDto {
  /** @format uuid */
  @Id()
  studentId!: string;

  /**
   * The version of the row that you change.
   * @example 1
   */
  @Version()
  version!: number;

  /** New marks by component key: a number from 0 to the maximum of the scale, with at most two decimal places. `null` clears a mark. Components that you leave out do not change. */
  @Marks()
  @IsObject()
  marks!: Record<string, number | null>;
}

export class SaveRowsDto {
  /** Up to 200 rows, at most one for each student. */
  @ListOf(() => SaveRowDto, { min: 1, max: MAX_ROWS })
  rows!: SaveRowDto[];

  /**
   * The reason, for the audit log. Required if the gradebook is locked.
   * @example "Appeal board, case 17"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export type RowResult = 'saved' | 'unchanged' | 'stale' | 'error';

/** The outcome for one row. */
export class RowOutcomeDto {
  /** @format uuid */
  studentId!: string;

  outcome!: RowResult;

  /** The current row. Absent if the outcome is `error`. */
  row?: GradebookRowDto;

  error?: ItemErrorDto;

  static from({ studentId, ...plan }: RowOutcome): RowOutcomeDto {
    return { studentId, ...toOutcome(plan) };
  }
}

export class RowOutcomesDto {
  /** One outcome for each row, in the order of the request. */
  results!: RowOutcomeDto[];

  static from(outcomes: readonly RowOutcome[]): RowOutcomesDto {
    return { results: outcomes.map((outcome) => RowOutcomeDto.from(outcome)) };
  }
}

/** The outcome of one planned change. */
export function toOutcome({ row, after, refusal }: Partial<Plan>): Omit<RowOutcomeDto, 'studentId'> {
  if (refusal instanceof StaleEnrolment) return { outcome: 'stale', row: refusal.details.current as GradebookRowDto };
  if (refusal || !row) return { outcome: 'error', error: refusal && ItemErrorDto.from(refusal) };
  return { outcome: after ? 'saved' : 'unchanged', row: GradebookRowDto.from(after ?? row) };
}
