import type { Actor } from '../../auth/actor.js';
import type { Upload } from './upload.js';

/**
 * Stores open uploads. A write that adopts an upload removes it (`Effects.adopts`).
 * `test/contracts/uploads.contract.ts` is the specification.
 */
export abstract class UploadsRepository {
  /** Lists the uploads of a person that are open at an instant. Reads consistently. */
  abstract list(userId: string, at: string): Promise<Upload[]>;

  /**
   * Opens an upload of the actor, together with the job that deletes an abandoned copy.
   * @param at ISO 8601: now
   * @throws NotAuthenticated if the token of the actor is revoked, StaleVersion if the place is taken
   */
  abstract open(upload: Upload, by: Actor, at: string): Promise<void>;
}
