import type { User } from '../users/user.js';

/** A student whose GPA changes, and the overall GPA in hundredths. */
export interface GpaChange {
  readonly student: User;
  readonly before: number | null;
  readonly after: number | null;
}
