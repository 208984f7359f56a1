import type { ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { GradingScale } from './scale.js';

/** Stores the grading scales of the school. `test/contracts/grading-scales.contract.ts` is the specification. */
export abstract class GradingScalesRepository {
  /** Stores a version. It must follow the newest one of its key, or be 1. @throws KeyInUse, StaleVersion */
  abstract create(scale: GradingScale, effects: Effects): Promise<void>;

  /** Reads the newest version of a key. Returns undefined if there is none. */
  abstract readNewest(key: string, options?: ReadOptions): Promise<GradingScale | undefined>;

  /** Returns undefined if the version does not exist. */
  abstract readVersion(key: string, version: number, options?: ReadOptions): Promise<GradingScale | undefined>;

  /** The newest version of each key, by key. A new version may be missing for a moment. */
  abstract list(): Promise<GradingScale[]>;
}
