import type { Effects } from '../../effects/effects.js';
import type { Job } from '../../jobs/job.js';

/**
 * Records additions and deletions of files; the object storage holds the files. The class must be active and, if the actor is a lecturer, taught by
 * them.
 * `test/contracts/materials.contract.ts` is the specification.
 */
export abstract class MaterialsRepository {
  /** Records that the class has an uploaded file, which `effects` adopts. @throws ClassNotFound (also for a lecturer of another class), ClassArchived */
  abstract add(classId: string, effects: Effects): Promise<void>;

  /**
   * Records that a file is deleted. @param deletion the job that deletes it from the storage
   * @throws MaterialNotFound if it was deleted before, ClassNotFound (also for a lecturer of another class), ClassArchived
   */
  abstract delete(classId: string, deletion: Job, effects: Effects): Promise<void>;
}
