import { OmitType, PartialType } from '@nestjs/swagger';
import { PageQuery, Sort } from '../../http/paging/paging.js';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { NewCode, SingleLine } from '../../http/validation/text.validators.js';
import { CalendarDate, Clearable, Optional } from '../../http/validation/validators.js';
import { MAX_TERM_CODE } from './term.js';

export class ListTermsQuery extends PageQuery {
  /**
   * The order: by code, or the reverse.
   * @default "code"
   */
  @Sort('code')
  sort?: string;
}

export class CreateTermDto {
  /**
   * Unique. Case does not matter.
   * @example 2026-1
   */
  @NewCode(MAX_TERM_CODE)
  code!: string;

  /** @example "Autumn 2026" */
  @SingleLine(100)
  title!: string;

  /**
   * The first day.
   * @example 2026-09-01
   */
  @CalendarDate()
  startDate!: string;

  /**
   * The last day. Must be after the first day.
   * @example 2027-01-15
   */
  @CalendarDate()
  endDate!: string;

  /**
   * The last day, in the time zone of the school, on which removing a student from a class drops them by default. After it, they are withdrawn. Must be
   * within the term.
   * @example 2026-09-21
   */
  @Optional()
  @CalendarDate()
  dropDeadline?: string;

  /**
   * The last day, in the time zone of the school, on which a student leaves a class without a reason. Must be within the term, and not before
   * `dropDeadline`.
   * @example 2026-11-30
   */
  @Optional()
  @CalendarDate()
  withdrawDeadline?: string;
}

const DEADLINES = ['dropDeadline', 'withdrawDeadline'] as const;

export class ChangeTermDto extends PartialType(OmitType(CreateTermDto, DEADLINES), { skipNullProperties: false }) {
  /** `null` clears it. */
  @Clearable()
  @CalendarDate()
  dropDeadline?: string | null;

  /** `null` clears it. */
  @Clearable()
  @CalendarDate()
  withdrawDeadline?: string | null;
}

export class TermDto extends ResponseDto {
  /** @example 2026-1 */
  code!: string;

  /** @example "Autumn 2026" */
  title!: string;

  /**
   * @format date
   * @example 2026-09-01
   */
  startDate!: string;

  /**
   * @format date
   * @example 2027-01-15
   */
  endDate!: string;

  /**
   * The last day on which students are dropped by default.
   * @format date
   * @example 2026-09-21
   */
  dropDeadline?: string;

  /**
   * The last day on which students leave a class without a reason.
   * @format date
   * @example 2026-11-30
   */
  withdrawDeadline?: string;

  /**
   * @format int32
   * @example 1
   */
  version!: number;
}
