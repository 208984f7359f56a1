import { OmitType, PartialType } from '@nestjs/swagger';
import { PageQuery, Sort } from '../../http/paging/paging.js';
import { MultiLine, NewCode, SingleLine } from '../../http/validation/text.validators.js';
import { Clearable, Decimal, BodyBoolean, Optional } from '../../http/validation/validators.js';
import { ComponentDto, Components } from '../grading/component.dto.js';
import { ScaleKey } from '../grading/create-grading-scale.dto.js';
import { type Subject, type SubjectStatus } from './subject.js';

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

  /**
   * With at most two decimal places.
   * @example 7.5
   */
  @Decimal(0, 60)
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
   * Key of a grading scale. A class of the subject gets the newest version of the scale when it is created.
   * @example vn-10
   */
  @ScaleKey()
  gradingScale!: string;

  /**
   * Whether a student may be in several classes of the subject in one term without a reason.
   * @default false
   */
  @Optional()
  @BodyBoolean()
  repeatable?: boolean;
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
   * With at most two decimal places.
   * @example 7.5
   */
  credits!: number;

  /** @example "Limits, derivatives, integrals." */
  description?: string;

  /** @example Mathematics */
  department?: string;

  components!: ComponentDto[];

  /** @example vn-10 */
  gradingScale!: string;

  /** Whether a student may be in several classes of the subject in one term without a reason. */
  repeatable!: boolean;

  status!: SubjectStatus;

  /**
   * @format int32
   * @example 1
   */
  version!: number;

  static from(subject: Subject): SubjectDto {
    const { id, code, name, credits, description, department, components, gradingScale, repeatable = false, status, version } = subject;
    const parts = components.map((component) => ComponentDto.from(component));
    return { id, code, name, credits, description, department, components: parts, gradingScale, repeatable, status, version };
  }
}
