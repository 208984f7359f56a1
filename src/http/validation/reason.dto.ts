import { Optional, MultiLine } from './validators.js';

/** Why something is undone; it stands in the audit log. */
export class ReasonDto {
  /** @example "Appeal board, case 17" */
  @MultiLine(500)
  reason!: string;
}

/** Why something is done, for the audit log, if it should be told. */
export class OptionalReasonDto {
  /** @example "No longer taught" */
  @Optional()
  @MultiLine(500)
  reason?: string;
}
