import { ENROLMENT_STATUSES, type Enrolment, type EnrolmentStatus } from '../enrolments/enrolment.js';
import { decimalOf } from '../grading/mark.js';
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

  static of({ value, letter, gradePoint, passed }: Result): ResultDto {
    return { value: decimalOf(value), letter, gradePoint: decimalOf(gradePoint), passed };
  }
}

/** One row of a gradebook. */
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
}
