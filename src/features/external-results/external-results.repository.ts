import type { ReadOptions } from '../../core/paging/page.js';
import type { Effects } from '../../effects/effects.js';
import type { User } from '../users/user.js';
import type { ExternalResult } from './external-result.js';

/**
 * Stores external results. Every write takes the student as read, and fails with Anonymised if the student was anonymised, and with StudentChanged if the
 * address of the student has changed. `test/contracts/external-results.contract.ts` is the specification.
 */
export abstract class ExternalResultsRepository {
  /** All results of a student, by place. */
  abstract allOfStudent(studentId: string, options?: ReadOptions): Promise<ExternalResult[]>;

  /** @throws KeyInUse, Anonymised, StudentChanged; StaleVersion if the place has a result */
  abstract create(result: ExternalResult, student: User, effects: Effects): Promise<void>;

  /** Replaces `before`, if it is still the stored version. @throws ExternalResultNotFound, StaleVersion, Anonymised, StudentChanged */
  abstract change(before: ExternalResult, after: ExternalResult, student: User, effects: Effects): Promise<void>;

  /** Deletes a result, if it is still the stored version. @throws ExternalResultNotFound, StaleVersion, Anonymised, StudentChanged */
  abstract delete(result: ExternalResult, student: User, effects: Effects): Promise<void>;

  /** Removes the free text of all results of an anonymised student. @returns how many results had any */
  abstract anonymise(studentId: string): Promise<number>;
}
