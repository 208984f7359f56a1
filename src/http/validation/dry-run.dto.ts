import { Optional, QueryBoolean } from './validators.js';

export class DryRunQuery {
  /**
   * Whether to return the expected outcome of each line without changing anything.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  dryRun?: boolean;
}
