import type { Actor } from '../../auth/actor.js';

/** The answer to a person with a verified token who may not do something. */
export interface Refusal {
  readonly by: Actor;
  /** Method and pattern, without the values in the path. */
  readonly route: string;
  readonly status: number;
  readonly code: string;
}

/** Keeps refusals. */
export abstract class RefusalLog {
  /** Returns at once, and throws nothing. */
  abstract add(refusal: Refusal): void;
}
