import { AnyMark } from '../grading/create-grading-scale.dto.js';
import { DocumentedRules, exactlyOne } from '../../http/decorators/schema-rules.decorator.js';
import { MultiLine } from '../../http/validation/text.validators.js';
import { CalendarDate, Clearable, ObjectOf, OneOf, Optional, Version } from '../../http/validation/validators.js';
import { type NotationCode, NOTATIONS } from '../grading/notation.js';
import type { FinalInput } from './final-grade.js';

export class IncompleteDto {
  /**
   * The last day, in the time zone of the school, for the work that is to follow.
   * @example 2027-02-28
   */
  @CalendarDate()
  dueOn!: string;

  /**
   * The result from the day after, on the scale of the class and a multiple of its step.
   * @example 0
   */
  @AnyMark()
  lapsesTo!: number;
}

/** Exactly one of `result`, `notation` and `incomplete`. */
@DocumentedRules(exactlyOne('result', 'notation', 'incomplete'))
export class SaveFinalDto implements FinalInput {
  /**
   * The version of the row that you change.
   * @example 1
   */
  @Version()
  version!: number;

  /**
   * The result that counts in place of the computed one, on the scale of the class and a multiple of its step. `null` removes what was entered.
   * @example 7.5
   */
  @Clearable()
  @AnyMark()
  result?: number | null;

  /** `P`: pass, the credits are earned. `NP`: no pass. `AU`: the student audits the class; only admins enter and replace it. None counts in a GPA. */
  @Optional()
  @OneOf(Object.keys(NOTATIONS))
  notation?: NotationCode;

  /** The work of the student is to follow (`I`). */
  @Optional()
  @ObjectOf(() => IncompleteDto)
  incomplete?: IncompleteDto;

  /**
   * For the audit log.
   * @example "Examination board of 2 February"
   */
  @MultiLine(500)
  reason!: string;
}
