import { MultiLine } from './text.validators.js';
import { Optional } from './validators.js';

export class ReasonDto {
  /**
   * The reason, for the audit log.
   * @example "Appeal board, case 17"
   */
  @MultiLine(500)
  reason!: string;
}

export class OptionalReasonDto {
  /**
   * The reason, for the audit log.
   * @example "No longer taught"
   */
  @Optional()
  @MultiLine(500)
  reason?: string;
}
