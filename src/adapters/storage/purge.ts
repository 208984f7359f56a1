import type { Garbage } from './object-storage.js';

/** Garbage that was noted, and may not be gone yet. */
export interface Purge extends Garbage {
  /** ISO 8601: since when it is garbage. */
  readonly at: string;
}
