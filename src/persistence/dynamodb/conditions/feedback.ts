import type { Feedback, FeedbackChange } from '../../../features/enrolments/feedback.js';
import type { Enrolment, EnrolmentKey } from '../../../features/enrolments/enrolment.js';
import type { Action, Database } from '../driver/database.js';
import { toFeedbackItem } from '../schema/feedback-item.js';
import { keys } from '../schema/keys.js';

// None of these has a condition of its own: feedback changes only together with its row, whose version is one.

/** Writes changed texts beside the row that names them. */
export function writeFeedback(database: Database, { classId, studentId, version }: Enrolment, changed: FeedbackChange): Action[] {
  return Array.from(changed, ([component, text]) => {
    const key = { classId, studentId, component };
    return text === null
      ? database.remove('scores', keys.feedback(key))
      : database.replace('scores', toFeedbackItem({ ...key, text, version }));
  });
}

/** Moves the texts of a row to the row in another class, which names the same ones. */
export function moveFeedback(database: Database, texts: readonly Feedback[], { classId }: Pick<EnrolmentKey, 'classId'>): Action[] {
  return texts.flatMap((feedback) => [
    database.remove('scores', keys.feedback(feedback)),
    database.replace('scores', toFeedbackItem({ ...feedback, classId })),
  ]);
}
