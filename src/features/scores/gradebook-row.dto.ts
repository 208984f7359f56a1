import { ApiProperty } from '@nestjs/swagger';
import { present } from '../../http/responses/response-dto.js';
import type { Enrolment, EnrolmentStatus } from '../enrolments/enrolment.js';
import type { Feedback } from '../enrolments/feedback.js';
import { type Final, isAuditing } from '../enrolments/final.js';
import { type Flag, FLAGS, flagsOf, type Marks, numbersOf } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import type { Result } from '../grading/result.js';

/** The result of a student in a class. */
export class ResultDto {
  /**
   * Rounded to the decimal places of the scale.
   * @example 8.5
   */
  value!: number;

  /** @example A */
  letter!: string;

  /**
   * Out of 4.
   * @example 4
   */
  gradePoint!: number;

  passed!: boolean;

  static from({ value, letter, gradePoint, passed }: Result): ResultDto {
    return { value: toDecimal(value), letter, gradePoint: toDecimal(gradePoint), passed };
  }
}

/** What was entered in place of the computed result: a result or a notation. */
export class FinalDto {
  /** Absent for a notation. */
  result?: ResultDto;

  /**
   * `P`: pass. `NP`: no pass. `I`: incomplete. `AU`: the student audits the class.
   * @example P
   */
  notation?: string;

  /**
   * Only of an incomplete: the last day of the student's time.
   * @format date
   */
  dueOn?: string;

  /** Only of an incomplete: the result from the day after `dueOn`. */
  lapsesTo?: ResultDto;

  static from({ result, notation, dueOn, lapsesTo }: Final): FinalDto {
    return {
      ...(result && { result: ResultDto.from(result) }),
      ...(notation && { notation: notation.code }),
      ...(lapsesTo && { dueOn, lapsesTo: ResultDto.from(lapsesTo) }),
    };
  }
}

/** Feedback on one mark. */
export class FeedbackDto {
  /**
   * Key of the component.
   * @example midterm
   */
  component!: string;

  /** @example "Well argued. Question 3 lacks a proof." */
  text!: string;

  static from({ component, text }: Feedback): FeedbackDto {
    return { component, text };
  }
}

/** The marks that are numbers, as decimals. */
export function decimalMarks(marks: Marks): Record<string, number> {
  return Object.fromEntries(Object.entries(numbersOf(marks)).map(([key, mark]) => [key, toDecimal(mark)]));
}

/** Documents flags by component key. */
export const Flags = ({ nullable = false } = {}): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    selfRequired: false,
    additionalProperties: { type: 'string', enum: [...FLAGS], ...(nullable && { nullable }) },
    example: { midterm: 'EX' },
  });

/**
 * One student in a gradebook. The row of a withdrawn student is read-only and not part of any statistics. Neither is the row of a student who audits the
 * class. The row of a disabled student is part of them if it has a result.
 */
export class GradebookRowDto {
  /** @format uuid */
  studentId!: string;

  /** @example S-2026-0001 */
  studentCode!: string;

  /**
   * Empty if the person has a family name only.
   * @example An
   */
  givenName!: string;

  /**
   * Empty if the person has a given name only.
   * @example Nguyễn
   */
  familyName!: string;

  status!: Exclude<EnrolmentStatus, 'DROPPED'>;

  /** Present if the student is disabled. */
  disabled?: true;

  /** Marks by component key. A component without a mark is absent. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { midterm: 7.25, final: 9 } })
  marks!: Record<string, number>;

  /** In place of a mark, by component key. `EX`: excused, does not count. `ABS`: absent, counts as the worst mark. Absent without any. */
  @Flags()
  flags?: Record<string, Flag>;

  /** The components on which the student has feedback. Absent without any. */
  feedbackOn?: string[];

  /** The texts of the feedback: all of one row, or those on the component that the query `feedback` names. Absent in other answers. */
  feedback?: FeedbackDto[];

  /**
   * What counts: the final grade, if it is a result, and that of an incomplete whose time is up. Otherwise the result of the marks, which is `null` until
   * every component has a mark or a flag, and if the components that count have less than the `minimumWeight` of the class.
   */
  result!: ResultDto | null;

  /** Present if a final grade was entered. */
  final?: FinalDto;

  /** The result of the marks. Present only beside a final grade. */
  computed?: ResultDto | null;

  /** Present if the result of the marks is another one than when the final grade was entered. Absent for `AU`. */
  computedChanged?: true;

  /**
   * The class from which the student was moved here with their marks. Absent if they were not.
   * @format uuid
   */
  movedFrom?: string;

  /**
   * Send it with the next change of the marks.
   * @format int32
   * @example 1
   */
  version!: number;

  /** @param feedback to the student, in answers that have it */
  static from(row: Enrolment, feedback: readonly Feedback[] = []): GradebookRowDto {
    const { studentName, status, marks, result, final, computed, movedFrom } = row;
    return present(GradebookRowDto, {
      ...row,
      ...studentName,
      status: status === 'ENROLLED' ? status : 'WITHDRAWN',
      marks: decimalMarks(marks),
      flags: flagsOf(marks),
      feedbackOn: row.feedback && Object.keys(row.feedback),
      feedback: feedback.length > 0 ? feedback.map((each) => FeedbackDto.from(each)) : undefined,
      result: result ? ResultDto.from(result) : null,
      movedFrom: movedFrom?.at(-1)?.classId,
      final: final && FinalDto.from(final),
      computed: final && (computed ? ResultDto.from(computed) : null),
      // An auditing student has no result that could replace it.
      computedChanged: final && !isAuditing(row) && (computed?.value ?? null) !== final.basedOn ? true : undefined,
    });
  }
}
