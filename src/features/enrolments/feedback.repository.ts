import type { ReadOptions } from '../../core/paging/page.js';
import type { Enrolment } from './enrolment.js';
import type { Feedback, FeedbackKey } from './feedback.js';

/**
 * Reads feedback. `EnrolmentsRepository` writes it with the row, which names the components that have some. `test/contracts/feedback.contract.ts` is the
 * specification.
 */
export abstract class FeedbackRepository {
  /** Reads the feedback under different keys, in no order, without what does not exist. */
  abstract readMany(keys: readonly FeedbackKey[], options?: ReadOptions): Promise<Feedback[]>;

  /** Reads all feedback on one component of a class, consistently, in no order. */
  abstract onComponent(classId: string, component: string): Promise<Feedback[]>;

  /** Deletes all feedback of a row, if the row is still as it was read. The row then names none. @returns whether it was so */
  abstract erase(row: Enrolment): Promise<boolean>;
}
