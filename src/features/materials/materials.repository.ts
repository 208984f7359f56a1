import type { AuditEntry } from '../audit/audit-entry.js';
import type { Purge } from '../../adapters/storage/purge.js';

/**
 * Where it is recorded what is done with the files of a class; the storage has the files. Each is recorded only while the class is active, and, if a
 * lecturer did it, led by them. `test/contracts/materials.contract.ts` is the specification.
 */
export abstract class MaterialsRepository {
  /** Records that a file may be uploaded. @throws ClassNotFound (also for a lecturer of another class), ClassArchived */
  abstract offer(classId: string, audit: AuditEntry): Promise<void>;

  /** Records that a file is garbage from now on. @throws MaterialNotFound if it was before, ClassNotFound, ClassArchived */
  abstract delete(classId: string, purge: Purge, audit: AuditEntry): Promise<void>;
}
