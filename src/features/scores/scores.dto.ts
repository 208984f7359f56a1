import { ApiProperty, IntersectionType, PickType } from '@nestjs/swagger';
import { fault } from '../../core/errors/field-error.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { ItemErrorDto } from '../../http/problems/item-error.dto.js';
import { MultiLine } from '../../http/validation/text.validators.js';
import { AnyObject, Id, ListOf, Nullable, Optional, Pattern, Text, Version } from '../../http/validation/validators.js';
import { PersonDto } from '../audit/person.dto.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import { MAX_FEEDBACK } from '../enrolments/feedback.js';
import { MAX_COMPONENTS } from '../grading/component.dto.js';
import { COMPONENT_KEY, type Flag } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import { MAX_MARK } from '../grading/scale.js';
import type { FeedbackInput } from './feedback-change.js';
import { Flags, GradebookRowDto } from './gradebook-row.dto.js';
import type { MarksOutcome } from './marks-change.js';
import { StaleEnrolment } from './scores.errors.js';

const MAX_ROWS = 200;

const Marks = (): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    selfRequired: false,
    additionalProperties: { type: 'number', minimum: 0, maximum: toDecimal(MAX_MARK), nullable: true },
    example: { midterm: 7.25, final: null },
  });

/** The reason of a change of marks. */
export class GradingReasonDto {
  /**
   * The reason, for the audit log. Required if the gradebook is locked.
   * @example "Appeal board, case 17"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export class SaveFeedbackDto implements FeedbackInput {
  /**
   * Key of the component.
   * @example midterm
   */
  @Text()
  @Pattern(COMPONENT_KEY, fault('unknown_component'))
  component!: string;

  /**
   * `null` removes the feedback.
   * @example "Well argued. Question 3 lacks a proof."
   */
  @Nullable()
  @MultiLine(MAX_FEEDBACK)
  text!: string | null;
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

  /**
   * New marks by component key: a number between the worst and the best mark of the scale, with at most two decimal places. `null` clears a mark or a
   * flag. Components that you leave out do not change.
   */
  @Marks()
  @Optional()
  @AnyObject()
  marks?: Record<string, number | null>;

  /**
   * In place of marks, by component key. `EX`: excused, so that the component does not count. `ABS`: absent, which counts as the worst mark. A flag replaces
   * a mark, and a mark replaces a flag. `null` clears either.
   */
  @Flags({ nullable: true })
  @Optional()
  @AnyObject()
  flags?: Record<string, Flag | null>;

  /** Feedback for the student, at most one for each component. Components that you leave out keep theirs. */
  @Optional()
  @ListOf(() => SaveFeedbackDto, { min: 1, max: MAX_COMPONENTS })
  feedback?: SaveFeedbackDto[];
}

export class SaveMarksDto extends IntersectionType(PickType(SaveRowDto, ['version', 'marks', 'flags', 'feedback']), GradingReasonDto) {}

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

  /** The student with the id `studentId`. Absent if no student of the class has it. */
  student?: PersonDto;

  outcome!: RowResult;

  /** The current row. Absent if the outcome is `error`. */
  row?: GradebookRowDto;

  error?: ItemErrorDto;

  static from(studentId: string, outcome: MarksOutcome, texts?: Catalogue): RowOutcomeDto {
    return { studentId, student: toStudent(outcome.before ?? outcome.row), ...fromOutcome(outcome, texts) };
  }
}

export class RowOutcomesDto {
  /** One outcome for each row, in the order of the request. */
  results!: RowOutcomeDto[];

  static from(outcomes: ReadonlyMap<string, MarksOutcome>, texts?: Catalogue): RowOutcomesDto {
    return { results: Array.from(outcomes, ([studentId, outcome]) => RowOutcomeDto.from(studentId, outcome, texts)) };
  }
}

function toStudent(row?: Enrolment): PersonDto | undefined {
  return row && PersonDto.from({ ...row.studentName, id: row.studentId, code: row.studentCode });
}

/** An outcome without the student that it is about. */
export function fromOutcome({ before, after, error }: MarksOutcome, texts?: Catalogue): Pick<RowOutcomeDto, 'outcome' | 'row' | 'error'> {
  if (error instanceof StaleEnrolment) return { outcome: 'stale', row: GradebookRowDto.from(error.current) };
  if (error) return { outcome: 'error', error: ItemErrorDto.from(error, texts) };
  return { outcome: after === before ? 'unchanged' : 'saved', row: GradebookRowDto.from(after) };
}
