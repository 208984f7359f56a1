import { OmitType, PartialType } from '@nestjs/swagger';
import { PageQuery, Sort } from '../../http/paging/paging.js';
import { Clearable, MultiLine, NewCode, OneOf, Optional, SingleLine, WholeNumber } from '../../http/validation/validators.js';
import { ComponentDto, Components } from '../grading/component.dto.js';
import { GRADING_SCALES } from '../grading/scales.js';
import { type Subject, type SubjectStatus } from './subject.js';

export const GRADING_SCALE_KEYS = GRADING_SCALES.map(({ key }) => key);

export class ListSubjectsQuery extends PageQuery {
  /**
   * The order: by code, or the reverse.
   * @default "code"
   */
  @Sort('code')
  sort?: string;
}

export class CreateSubjectDto {
  /**
   * Unique. Case does not matter.
   * @example MATH-101
   */
  @NewCode()
  code!: string;

  /** @example "Calculus I" */
  @SingleLine(200)
  name!: string;

  /** @example 3 */
  @WholeNumber(0, 60)
  credits!: number;

  /** @example "Limits, derivatives, integrals." */
  @Optional()
  @MultiLine(5000)
  description?: string;

  /** @example Mathematics */
  @Optional()
  @SingleLine(100)
  department?: string;

  @Components()
  components!: ComponentDto[];

  /**
   * Key of a grading scale.
   * @example vn-10
   */
  @OneOf(GRADING_SCALE_KEYS)
  gradingScale!: string;
}

export class ChangeSubjectDto extends PartialType(OmitType(CreateSubjectDto, ['description', 'department']), {
  skipNullProperties: false,
}) {
  /** `null` clears it. */
  @Clearable()
  @MultiLine(5000)
  description?: string | null;

  /** `null` clears it. */
  @Clearable()
  @SingleLine(100)
  department?: string | null;

  /**
   * The reason, for the audit log. Required if you change the code after marks were entered in a class of the subject.
   * @example "The code was mistyped"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}

export class SubjectDto {
  /** @format uuid */
  id!: string;

  /** @example MATH-101 */
  code!: string;

  /** @example "Calculus I" */
  name!: string;

  /**
   * @format int32
   * @example 3
   */
  credits!: number;

  /** @example "Limits, derivatives, integrals." */
  description?: string;

  /** @example Mathematics */
  department?: string;

  components!: ComponentDto[];

  /** @example vn-10 */
  gradingScale!: string;

  status!: SubjectStatus;

  /**
   * @format int32
   * @example 1
   */
  version!: number;

  static from({ id, code, name, credits, description, department, components, gradingScale, status, version }: Subject): SubjectDto {
    const parts = components.map((component) => ComponentDto.from(component));
    return { id, code, name, credits, description, department, components: parts, gradingScale, status, version };
  }
}
