import type { Job } from '../../jobs/job.js';
import type { Effects } from '../../effects/effects.js';

/**
 * Where it is recorded what is done with the files of a class; the storage has the files. Each is recorded only while the class is active, and, if a
 * lecturer did it, led by them. `test/contracts/materials.contract.ts` is the specification.
 */
export abstract class MaterialsRepository {
  /** Records that a file may be uploaded. @throws ClassNotFound (also for a lecturer of another class), ClassArchived */
  abstract offer(classId: string, effects: Effects): Promise<void>;

  /** Records that a file is deleted from now on. @param deletion the job that removes it from the storage @throws MaterialNotFound if it was before, ClassNotFound, ClassArchived */
  abstract delete(classId: string, deletion: Job, effects: Effects): Promise<void>;
}
