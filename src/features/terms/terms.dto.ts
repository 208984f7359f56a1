import { OmitType, PartialType } from '@nestjs/swagger';
import { ResponseDto } from '../../http/responses/response-dto.js';
import { CalendarDate, NewCode, SingleLine } from '../../http/validation/validators.js';
import { MAX_TERM_CODE } from './term.js';

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
}

export class ChangeTermDto extends PartialType(OmitType(CreateTermDto, ['code']), { skipNullProperties: false }) {}

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
   * @format int32
   * @example 1
   */
  version!: number;
}
