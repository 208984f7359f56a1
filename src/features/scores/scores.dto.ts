import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { RefusalDto } from '../../http/problems/item-error.dto.js';
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
   * Of the row that the change is based on.
   * @example 1
   */
  @Version()
  version!: number;

  /** By the key of the component: a number from 0 to the maximum of the scale with at most two places. `null` clears; what is not named stays. */
  @Marks()
  @IsObject()
  marks!: Record<string, number | null>;

  /**
   * Why, for the audit log. Needed under a lock.
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
   * Of the row that the change is based on.
   * @example 1
   */
  @Version()
  version!: number;

  /** As for one row. */
  @Marks()
  @IsObject()
  marks!: Record<string, number | null>;
}

export class SaveRowsDto {
  /** At most 200, each of another student. */
  @ListOf(() => SaveRowDto, { min: 1, max: MAX_ROWS })
  rows!: SaveRowDto[];

  /**
   * Why, for the audit log. Needed under a lock.
   * @example "Appeal board, case 17"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export type RowResult = 'saved' | 'unchanged' | 'stale' | 'error';

/** What became of one row. */
export class RowOutcomeDto {
  /** @format uuid */
  studentId!: string;

  outcome!: RowResult;

  /** The row as it is now; absent for an error. */
  row?: GradebookRowDto;

  error?: RefusalDto;

  static from({ studentId, ...plan }: RowOutcome): RowOutcomeDto {
    return { studentId, ...toldOf(plan) };
  }
}

export class RowOutcomesDto {
  /** One for each row, in the order of the request. */
  results!: RowOutcomeDto[];

  static from(outcomes: readonly RowOutcome[]): RowOutcomesDto {
    return { results: outcomes.map((outcome) => RowOutcomeDto.from(outcome)) };
  }
}

/** What is told of the change of a row, whoever the row is of. */
export function toldOf({ row, after, refusal }: Partial<Plan>): Omit<RowOutcomeDto, 'studentId'> {
  if (refusal instanceof StaleEnrolment) return { outcome: 'stale', row: refusal.details.current as GradebookRowDto };
  if (refusal || !row) return { outcome: 'error', error: refusal && RefusalDto.from(refusal) };
  return { outcome: after ? 'saved' : 'unchanged', row: GradebookRowDto.from(after ?? row) };
}
