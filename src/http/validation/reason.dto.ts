import { Optional, Prose } from './validators.js';

/** Why something is undone; it stands in the audit log. */
export class ReasonDto {
  /** @example "Appeal board, case 17" */
  @Prose(500)
  reason!: string;
}

/** Why something is done, for the audit log, if it should be told. */
export class OptionalReasonDto {
  /** @example "No longer taught" */
  @Optional()
  @Prose(500)
  reason?: string;
}
