import { OmitType, PartialType } from '@nestjs/swagger';
import { ReasonDto } from '../../http/validation/reason.dto.js';
import { MultiLine, SingleLine } from '../../http/validation/text.validators.js';
import { Clearable, Decimal, Id, Optional } from '../../http/validation/validators.js';
import { toDecimal } from '../grading/mark.js';
import type { ExternalResult, TRANSFER } from './external-result.js';

const MAX_CREDITS = 60;

export class CreateExternalResultDto extends ReasonDto {
  /** @example "Linear Algebra" */
  @SingleLine(200)
  title!: string;

  /** @example "University of Ljubljana" */
  @SingleLine(200)
  institution!: string;

  /**
   * The credits that the school recognises, with at most two decimal places.
   * @example 7.5
   */
  @Decimal(0, MAX_CREDITS)
  credits!: number;

  /**
   * The result in the words of the institution.
   * @example "9 of 10"
   */
  @Optional()
  @SingleLine(40)
  result?: string;

  /**
   * When it was earned: any text, not the code of a term.
   * @example "Summer 2025"
   */
  @Optional()
  @SingleLine(60)
  term?: string;

  /**
   * The subject of this school that the result stands for. Its credits then count as earned once: not if the student passes the subject here.
   * @format uuid
   */
  @Optional()
  @Id()
  subjectId?: string;
}

export class ChangeExternalResultDto extends PartialType(OmitType(CreateExternalResultDto, ['result', 'term', 'subjectId', 'reason']), {
  skipNullProperties: false,
}) {
  /** `null` clears it. */
  @Clearable()
  @SingleLine(40)
  result?: string | null;

  /** `null` clears it. */
  @Clearable()
  @SingleLine(60)
  term?: string | null;

  /**
   * `null` clears it.
   * @format uuid
   */
  @Clearable()
  @Id()
  subjectId?: string | null;

  /**
   * The reason, for the audit log.
   * @example "The certificate was read wrongly"
   */
  @MultiLine(500)
  reason!: string;
}

/** Credits that a student earned at another institution. */
export class ExternalResultDto {
  /** @format uuid */
  id!: string;

  /** @example "Linear Algebra" */
  title!: string;

  /**
   * Absent after the student was anonymised.
   * @example "University of Ljubljana"
   */
  institution?: string;

  /** @example 7.5 */
  credits!: number;

  /**
   * The result in the words of the institution.
   * @example "9 of 10"
   */
  result?: string;

  /** `TR`: transferred. It earns credits, and counts in no GPA. */
  notation!: typeof TRANSFER;

  /** @example "Summer 2025" */
  term?: string;

  /**
   * The subject of this school that the result stands for.
   * @format uuid
   */
  subjectId?: string;

  /**
   * @format int32
   * @example 1
   */
  version!: number;

  static from({ id, title, institution, credits, result, notation, term, subjectId, version }: ExternalResult): ExternalResultDto {
    return { id, title, institution, credits: toDecimal(credits), result, notation, term, subjectId, version };
  }
}
