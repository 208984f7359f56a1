import { Injectable } from '@nestjs/common';
import { StaleVersion } from '../../../core/errors/errors.js';
import type { Notification } from '../../../effects/notification.js';
import type { Republication } from '../../../features/scores/mark-notices.job.js';
import type { MarkNoticesRepository } from '../../../features/scores/mark-notices.repository.js';
import { transactInChunks } from '../driver/chunked-transaction.js';
import { Database } from '../driver/database.js';
import { expression, Path } from '../driver/expression.js';
import { putNotice } from '../ledger/notifications.js';
import { keys } from '../schema/keys.js';

@Injectable()
export class DynamoMarkNoticesRepository implements MarkNoticesRepository {
  constructor(private readonly database: Database) {}

  async send({ classId, component, publishedAt }: Republication, notices: ReadonlyMap<string, Notification>): Promise<void> {
    const [publication, lastSeen] = [new Path('publishedComponents', component), new Path('lastSeen', component)];
    const isPublished = expression`${publication} = ${publishedAt}`;
    // Another run of the job may have sent a notice, and another publication has a job of its own.
    await transactInChunks(this.database, {
      items: [...notices],
      idOf: ([studentId]) => studentId,
      required: () => [],
      shared: () => [this.database.check('classes', keys.class(classId), isPublished, () => new StaleVersion())],
      each: ([studentId, notice]) => [
        this.database.update(
          'scores',
          keys.enrolment(classId, studentId),
          expression`REMOVE ${lastSeen}`,
          expression`attribute_exists(${lastSeen})`,
          () => new StaleVersion(),
        ),
        putNotice(this.database, notice),
      ],
    });
  }
}
