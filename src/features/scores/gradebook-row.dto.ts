import { ApiProperty } from '@nestjs/swagger';
import type { Enrolment, EnrolmentStatus } from '../enrolments/enrolment.js';
import type { Marks } from '../grading/component.js';
import { toDecimal } from '../grading/mark.js';
import type { Result } from '../grading/result.js';

/** What the marks of a row come to. */
export class ResultDto {
  /**
   * Rounded to the places of the scale.
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

/** Marks as decimals. */
export function decimalMarks(marks: Marks): Record<string, number> {
  return Object.fromEntries(Object.entries(marks).map(([key, mark]) => [key, toDecimal(mark)]));
}

/** One student in a gradebook. The row of a withdrawn student is shown, counts nowhere, and cannot be changed. */
export class GradebookRowDto {
  /** @format uuid */
  studentId!: string;

  /** @example S-2026-0001 */
  studentCode!: string;

  /** @example An */
  givenName!: string;

  /** @example Nguyễn */
  familyName!: string;

  status!: EnrolmentStatus;

  /** By the key of the component; a mark that was not entered is not there. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, example: { midterm: 7.25, final: 9 } })
  marks!: Record<string, number>;

  /** `null` until every component has a mark. */
  result!: ResultDto | null;

  /**
   * What a change of the marks must name.
   * @format int32
   * @example 1
   */
  version!: number;

  static from({ studentId, studentCode, studentName, status, marks, result, version }: Enrolment): GradebookRowDto {
    const { givenName, familyName } = studentName;
    return {
      studentId,
      studentCode,
      givenName,
      familyName,
      status,
      marks: decimalMarks(marks),
      result: result ? ResultDto.from(result) : null,
      version,
    };
  }
}
