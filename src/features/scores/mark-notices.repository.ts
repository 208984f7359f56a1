import type { Notification } from '../../effects/notification.js';
import type { Republication } from './mark-notices.job.js';

/** Sends notices of marks that changed while they were hidden. `test/contracts/mark-notices.contract.ts` is the specification. */
export abstract class MarkNoticesRepository {
  /**
   * Sends each student of a class a notice, and removes `lastSeen` of the component from their row in the same write. Leaves out students without it, and
   * everybody if the component has been unpublished or published again since.
   * @param notices by student id
   */
  abstract send(republication: Republication, notices: ReadonlyMap<string, Notification>): Promise<void>;
}
