import { ApiProperty } from '@nestjs/swagger';
import { present } from '../../http/responses/response-dto.js';
import type { Enrolment, EnrolmentStatus } from '../enrolments/enrolment.js';
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
 * One student in a gradebook. The row of a withdrawn student is read-only and not part of any statistics. The row of a disabled student is part of them if
 * it has a result.
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

  /** `null` until every component has a mark or a flag, and if the components that count have less than half of the weight. */
  result!: ResultDto | null;

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

  static from(row: Enrolment): GradebookRowDto {
    const { studentName, status, marks, result, movedFrom } = row;
    return present(GradebookRowDto, {
      ...row,
      ...studentName,
      status: status === 'ENROLLED' ? status : 'WITHDRAWN',
      marks: decimalMarks(marks),
      flags: flagsOf(marks),
      result: result ? ResultDto.from(result) : null,
      movedFrom: movedFrom?.at(-1)?.classId,
    });
  }
}
