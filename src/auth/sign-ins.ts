import type { Actor } from './actor.js';

/** Takes note of each sign-in with the first authorised request of it. */
export abstract class SignIns {
  /** Accepts an open invitation, and records the sign-in, beside the request. Costs nothing once this process knows of it. */
  abstract note(actor: Actor): void;
}
