import { QueryBoolean, Optional } from './validators.js';

/** Lets a list be tried before it is sent for good. */
export class DryRunQuery {
  /**
   * Whether only to tell what would become of each line, and to write nothing.
   * @default false
   */
  @Optional()
  @QueryBoolean()
  dryRun?: boolean;
}
