import { Optional, QueryBoolean } from '../../http/validation/validators.js';

export class ArchiveClassQuery {
  /**
   * Whether to archive the class even if marks are missing or not published. The body must then have a reason.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  anyway?: boolean;
}
