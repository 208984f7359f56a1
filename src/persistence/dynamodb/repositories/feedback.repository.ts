import { Injectable } from '@nestjs/common';
import type { ReadOptions } from '../../../core/paging/page.js';
import type { Enrolment } from '../../../features/enrolments/enrolment.js';
import { type Feedback, type FeedbackKey, feedbackKeysOf } from '../../../features/enrolments/feedback.js';
import type { FeedbackRepository } from '../../../features/enrolments/feedback.repository.js';
import { Database } from '../driver/database.js';
import { expression } from '../driver/expression.js';
import { fromFeedbackItem } from '../schema/feedback-item.js';
import { feedbackPartition, feedbackPrefix, keys } from '../schema/keys.js';

/** Feedback, in `scores` beside the rows, in one partition for each class, by component and student. */
@Injectable()
export class DynamoFeedbackRepository implements FeedbackRepository {
  constructor(private readonly database: Database) {}

  async readMany(feedbackKeys: readonly FeedbackKey[], options?: ReadOptions): Promise<Feedback[]> {
    return (await this.database.batchGet('scores', feedbackKeys.map(keys.feedback), options)).map(fromFeedbackItem);
  }

  async onComponent(classId: string, component: string): Promise<Feedback[]> {
    const range = { partition: feedbackPartition(classId), prefix: feedbackPrefix(component), consistent: true };
    return (await this.database.all('scores', range)).map(fromFeedbackItem);
  }

  erase(row: Enrolment): Promise<boolean> {
    const { classId, studentId, version } = row;
    const isUnchanged = expression`#version = ${version}`;
    const change = expression`SET #version = ${version + 1} REMOVE #feedback`;
    return this.database.applyIf(
      this.database.update('scores', keys.enrolment(classId, studentId), change, isUnchanged),
      ...feedbackKeysOf(row).map((key) => this.database.remove('scores', keys.feedback(key))),
    );
  }
}
